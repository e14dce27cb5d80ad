"use strict";
(() => {
  const by = (id) => document.getElementById(id);
  const form = by("filter"), list = by("list"), shown = by("shown");
  const cells = [...list.querySelectorAll(":scope > .cell")];
  const words = new Map(cells.map((cell) => [cell, ""]));
  const textOf = (cell) => {
    if (!words.get(cell)) words.set(cell, cell.textContent.toLowerCase());
    return words.get(cell);
  };
  const isWanted = (cell) => {
    const { state, was, suite, checks } = cell.dataset;
    const wanted = by("f-state").value;
    const text = by("f-text").value.trim().toLowerCase();
    const check = by("f-check").value;
    if (wanted === "!fine" ? state === "fine" || state === "skipped"
      : wanted === "was" ? !was || was === state : wanted && wanted !== state) return false;
    if (by("f-suite").value && by("f-suite").value !== suite) return false;
    if (check && !checks.split(" ").includes(check)) return false;
    return !text || textOf(cell).includes(text);
  };
  const filter = () => {
    let n = 0;
    for (const cell of cells) n += !(cell.hidden = !isWanted(cell));
    shown.textContent = `${n} of ${cells.length} shown`;
  };
  const orders = {
    n: (a, b) => a.dataset.n - b.dataset.n,
    ms: (a, b) => b.dataset.ms - a.dataset.ms,
    name: (a, b) => a.dataset.name.localeCompare(b.dataset.name),
  };
  by("f-sort").addEventListener("change", (event) => list.append(...cells.sort(orders[event.target.value])));
  form.addEventListener("submit", (event) => event.preventDefault());
  let waiting = 0;
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 80); });
  form.hidden = false;
  filter();

  const valueOf = (row, at, kind) => {
    const told = row.children[at].textContent.trim();
    if (kind !== "number") return told;
    const [first, rest] = told.split("/");
    const value = parseFloat(first);
    return Number.isNaN(value) ? -Infinity : rest ? value / parseFloat(rest) : value;
  };
  for (const button of document.querySelectorAll("[data-sort]")) {
    button.addEventListener("click", () => {
      const head = button.closest("th"), kind = button.dataset.sort, at = [...head.parentNode.children].indexOf(head);
      const body = button.closest("table").tBodies[0];
      const sign = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      for (const other of head.parentNode.children) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
      const compare = (a, b) => {
        const left = valueOf(a, at, kind), right = valueOf(b, at, kind);
        return sign * (left < right ? -1 : left > right ? 1 : 0);
      };
      body.append(...[...body.rows].sort(compare));
    });
  }

  const show = () => {
    const target = location.hash && by(location.hash.slice(1));
    if (!target || !target.classList.contains("cell")) return;
    if (target.hidden) { form.reset(); by("f-state").value = ""; filter(); }
    target.open = true;
    target.scrollIntoView();
    target.querySelector("summary").focus({ preventScroll: true });
  };
  addEventListener("hashchange", show);
  for (const link of document.querySelectorAll("a[href^='#c']")) link.addEventListener("click", () => setTimeout(show));
  show();
})();
