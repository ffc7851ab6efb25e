// The browser's side of a passkey: what the server asks, and the answer as JSON.

export async function getAssertion(options) {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey ?? options);
  return (await navigator.credentials.get({ publicKey })).toJSON();
}

export async function createCredential(options) {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options.publicKey ?? options);
  return (await navigator.credentials.create({ publicKey })).toJSON();
}

export const isAvailable = () => "PublicKeyCredential" in window && "parseRequestOptionsFromJSON" in PublicKeyCredential;

export async function post(url, token, body) {
  const answer = await fetch(url, {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
    body: JSON.stringify(body ?? {}),
  });
  return { ok: answer.ok, status: answer.status, told: await answer.json() };
}
