// What the editors that save by themselves have in common: how long they wait, and what an answer tells.

const PATIENCE = 30000; // with an answer: a line that is dead without saying so would hold every later save
const PRESS_WAITS = 10000; // for a save that gets through
const PAUSE = 1000;

export const patience = () => AbortSignal.timeout(PATIENCE);

// A full disk, or a record that can only be read, says so itself; a gateway's page says nothing to a script.
export async function toldBy(answer) {
  const words = await answer.text();
  try {
    return JSON.parse(words);
  } catch {
    if (answer.ok) throw new Error("cut off, or not from the server");
    return {};
  }
}

// A moment without connection does not cost a press, unless somebody types on meanwhile. `isUnsent` tells whether it may be
// tried again.
export async function savedSoon(save, typedNow, isUnsent) {
  const until = Date.now() + PRESS_WAITS;
  const typed = typedNow();
  while (!(await save())) {
    if (!isUnsent() || Date.now() > until || typedNow() !== typed) return false;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  return true;
}
