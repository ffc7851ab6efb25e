// The form as the draft's content.

const ROW = /^(participants|attempts|requests|judgments|occurrences|compliance|measures|corrections)-(\d+)-(\w+)$/;
const WORDS = /^(narrative|own|came|left|answers|origins|worked|did|response|progress|because|file_kind|file_title)-(.+)$/;
const PLAIN = new Set(["occurred_on", "starts", "starts_fold", "ends", "ends_fold", "zone", "place_of_service", "how", "service", "modality", "overnight", "reason", "miles", "drive_minutes", "visit", "begun_from"]);

// The form as the draft's content: the same reading as goldthread.notes.forms.content_from.
export function contentOf(element) {
  const content = { clients: [], participants: [], attempts: [], requests: [], judgments: [], occurrences: [] };
  Object.assign(content, { labels: [], documents: [], compliance: [], measures: [], corrections: [], narrative: {}, own: {}, came: {}, left: {}, answers: {}, origins: {} });
  Object.assign(content, { worked: {}, did: {}, response: {}, progress: {}, because: {}, file_kind: {}, file_title: {} });
  const rows = new Map();
  for (const [name, value] of new FormData(element)) {
    const row = ROW.exec(name);
    const words = WORDS.exec(name);
    if (row) {
      const key = `${row[1]}-${row[2]}`;
      if (!rows.has(key)) rows.set(key, { block: row[1], at: Number(row[2]), values: {} });
      rows.get(key).values[row[3]] = value;
    } else if (words) {
      if (words[1] !== "answers" || value) content[words[1]][words[2]] = value; // a question alone changes nothing
    } else if (["clients", "labels", "documents"].includes(name)) content[name].push(value);
    else if (PLAIN.has(name)) content[name] = value;
  }
  for (const { block, values } of [...rows.values()].sort((a, b) => a.at - b.at)) {
    const { here, ...kept } = values;
    const wanted = element.querySelector(`[name="${block}-tickable"]`) === null || here === "on";
    const typed = Object.values(kept).some((value) => value !== "");
    if (wanted && typed) content[block].push(kept);
  }
  return content;
}
