// A form that cannot be taken in is not sent: what was typed stays, and the sentence stands above it.

const { largest, tooLarge, halfLetter } = document.body.dataset;

// Browsers send a mark in place of half a character and say nothing, so it is looked for before.
function holdsHalfLetter(form) {
  return [...form.elements].some((field) => field.value?.isWellFormed?.() === false);
}

function sizeOf(form) {
  const fields = new FormData(form);
  let files = 0;
  for (const [name, value] of new FormData(form)) {
    if (!(value instanceof File)) continue;
    files += value.size;
    fields.delete(name);
  }
  return files + new Blob([new URLSearchParams(fields).toString()]).size;
}

function objectionTo(form) {
  if (holdsHalfLetter(form)) return halfLetter;
  return sizeOf(form) > Number(largest) ? tooLarge : "";
}

export function say(form, sentence) {
  const notice = form.querySelector(":scope > .not-sent") ?? document.createElement("p");
  notice.className = "notice bad not-sent";
  notice.setAttribute("role", "alert");
  notice.textContent = sentence;
  form.prepend(notice);
  notice.scrollIntoView({ block: "center" });
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const sentence = form.method === "post" ? objectionTo(form) : "";
    if (!sentence) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    say(form, sentence);
  },
  true,
);
