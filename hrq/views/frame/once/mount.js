// An element's place on the page. Its code is too long to travel with every click: it comes once, on its own.

export default function (args) {
  let undo = () => {};
  const mount = () => (undo = globalThis.hrqElements[NAME](args) ?? undo);
  if (globalThis.hrqElements?.[NAME]) mount();
  else globalThis.addEventListener(`hrq-${NAME}`, mount, { once: true });
  return () => {
    globalThis.removeEventListener(`hrq-${NAME}`, mount);
    undo();
  };
}
