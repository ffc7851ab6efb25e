// Sends what lies in the outbox; whether there is a connection, only an answer tells.
import { read, remove, rows } from "./outbox.js";

const token = () => document.querySelector("input[name=csrfmiddlewaretoken]").value;

async function post(url, message) {
  const answer = await fetch(url, {
    method: "POST",
    credentials: "same-origin",
    redirect: "manual",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() },
    body: JSON.stringify(message),
  });
  return { status: answer.status, told: await answer.json().catch(() => ({})) };
}

// One row: { ok, told } once the server has it and the row is gone, else { why, sentence }.
export async function send(row, begun) {
  let answer;
  try {
    const { message, isNew } = await read(row);
    answer = await post(isNew ? begun : `/drafts/${row.draft}/save/`, message);
  } catch (broken) {
    return { why: broken instanceof TypeError ? "offline" : "unreadable" };
  }
  const { status, told } = answer;
  if (status === 200) {
    await remove(row);
    return { ok: true, told };
  }
  if (status === 0 || status === 401 || status === 403) return { why: "signed-out" };
  if (status === 404) return { why: "gone" };
  return { why: status === 422 ? "refused" : "offline", sentence: told.sentence };
}

// Every row of a person, oldest first, one window at a time; `skip` names the windows that send their own.
export function sendAll(person, begun, skip = "") {
  const all = async () => {
    const results = [];
    for (const row of (await rows(person)).sort((a, b) => a.since - b.since)) {
      if (row.window === skip) continue;
      results.push({ row, ...(await send(row, begun)) });
      if (["offline", "signed-out"].includes(results.at(-1).why)) break;
    }
    return results;
  };
  return navigator.locks ? navigator.locks.request("outbox", all) : all();
}
