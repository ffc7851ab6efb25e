// A form that holds more than one request may carry is not sent: what was typed stays, and the sentence stands above it.

const { largest, tooLarge } = document.body.dataset;

function sizeOf(form) {
  const fields = new FormData(form);
  let files = 0;
  for (const [name, value] of fields) {
    if (!(value instanceof File)) continue;
    files += value.size;
    fields.delete(name);
  }
  return files + new Blob([new URLSearchParams(fields).toString()]).size;
}

function say(form) {
  const notice = form.querySelector(":scope > .too-large") ?? document.createElement("p");
  notice.className = "notice bad too-large";
  notice.setAttribute("role", "alert");
  notice.textContent = tooLarge;
  form.prepend(notice);
  notice.scrollIntoView({ block: "center" });
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.method !== "post" || sizeOf(form) <= Number(largest)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    say(form);
  },
  true,
);
