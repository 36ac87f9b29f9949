// Carries an element's code to the page once: `mountElement` stays in the window, for every one that is mounted.

export default function () {
  const known = (globalThis.hrqElements ??= {});
  if (known[NAME]) return;
  known[NAME] = mountElement;
  globalThis.dispatchEvent(new Event(`hrq-${NAME}`));
}
