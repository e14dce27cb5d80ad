// What each event of a progressive answer makes of the answer so far. Nothing is changed in place: whatever a page
// holds stays as it is, and what did not change is the same object, so that a page can tell by `===`.

/**
 * The answer after an event.
 *
 * @param {import("./frankly.d.ts").Answer | null} answer the answer so far; null before the first event
 * @param {import("./frankly.d.ts").Progress} event what came
 * @returns {import("./frankly.d.ts").Answer | null} the answer now; the same one where the event changes nothing
 */
export function merged(answer, event) {
  switch (event.event) {
    case "slate":
    case "done":
      return event.answer;
    case "sentence":
      return answer && withSentences(answer, event);
    case "order":
      return answer && { ...answer, items: ordered(answer.items, event.order) };
    default:
      return answer; // An event that a later version of the service sends.
  }
}

function withSentences(answer, { place, item, sentences, evidence = [] }) {
  if (place === "headline" || place === "intro") return { ...answer, [place]: sentences[0] };
  if (place !== "item" || !answer.items.some((one) => one.id === item)) return answer;
  const told = (one) => (one.id === item ? { ...one, sentences, evidence: joined(one.evidence, evidence) } : one);
  return { ...answer, items: answer.items.map(told) };
}

/** What was known and what came, each piece once, by its id. */
function joined(known, came) {
  const ids = new Set(came.map((piece) => piece.id));
  return [...known.filter((piece) => !ids.has(piece.id)), ...came];
}

/**
 * Items in their new order, with the slots that it gives them. An item of the order that is not here yet leaves its
 * slot open until the end; one that the order does not name stands after the others until then.
 */
function ordered(items, order) {
  const slots = new Map(order.map((id, place) => [id, place + 1]));
  let after = order.length;
  const placed = items.map((item) => ({ item, slot: slots.get(item.id) ?? ++after }));
  placed.sort((one, other) => one.slot - other.slot);
  return placed.map(({ item, slot }) => (item.slot === slot ? item : { ...item, slot }));
}
