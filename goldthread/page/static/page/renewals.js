// How often the session was renewed while this page is open: an answer to what was sent before the last time, and came in
// after it, says nothing of the session that stands.
let count = 0;

export const renewals = () => count;

export function countRenewal() {
  count += 1;
}
