"use strict";
// Pointing at a sentence of the list shows it in the frames; all else works without this.
const frames = () => [...document.querySelectorAll("iframe")].map(one => one.contentDocument).filter(Boolean);
const show = (number, on) => frames().forEach(page => page.querySelectorAll(`[data-said="${number}"]`).forEach(one => {
  one.classList.toggle("fk-on", on);
  if (on && one.getClientRects().length) one.scrollIntoView({ block: "center" });
}));
document.querySelectorAll("li[data-said]").forEach(one => {
  for (const name of ["mouseenter", "focus"]) one.addEventListener(name, () => show(one.dataset.said, true));
  for (const name of ["mouseleave", "blur"]) one.addEventListener(name, () => show(one.dataset.said, false));
});
