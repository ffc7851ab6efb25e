// Spans of a text that were not typed: read, written, and moved along as the text is edited. Pure; offsets count code points
// and texts are arrays of them. The same as goldthread.notes.origins, which a test holds to the same answers.
const SPAN = /^(\d{1,8})-(\d{1,8}):(carried|template|dictated)(?::([0-9a-f-]{36})?)?$/;

export function readSpans(written, length) {
  const found = [];
  for (const each of written.split(/\s+/)) {
    const [, from, to, kind, source] = SPAN.exec(each) ?? [];
    const [start, end] = [Number(from), Number(to)];
    if (!kind || start < (found.at(-1)?.end ?? 0) || start >= end || end > length) continue;
    found.push({ start, end, kind, source: (kind === "carried" && source) || "" });
  }
  return found;
}

export function writeSpans(spans) {
  return spans.map(({ start, end, kind, source }) => `${start}-${end}:${kind}${source ? `:${source}` : ""}`).join(" ");
}

// What stood from `first` to before `last` is gone, and what stands behind it moved by `shift`.
export function editedSpans(spans, first, last, shift) {
  const made = [];
  for (const span of spans) {
    if (span.start < first) made.push({ ...span, end: Math.min(span.end, first) });
    if (span.end > last) made.push({ ...span, start: Math.max(span.start, last) + shift, end: span.end + shift });
  }
  return made;
}

// What stands between the common beginning and the common end of the two texts was typed.
export function movedSpans(spans, before, after) {
  const most = Math.min(before.length, after.length);
  let first = 0;
  while (first < most && before[first] === after[first]) first += 1;
  let alike = 0;
  while (alike < most - first && before[before.length - 1 - alike] === after[after.length - 1 - alike]) alike += 1;
  return editedSpans(spans, first, before.length - alike, after.length - before.length);
}

// The spans within a stretch of the text, counted from its start.
export function spansWithin(spans, from, to) {
  return spans
    .filter(({ start, end }) => start < to && end > from)
    .map((span) => ({ ...span, start: Math.max(span.start, from) - from, end: Math.min(span.end, to) - from }));
}
