// Carries the disk's code to the page once: what draws it stays in the window, for every disk that is mounted.

export default function () {
  if (globalThis.hrqDisk) return;
  globalThis.hrqDisk = mountDisk;
  globalThis.dispatchEvent(new Event("hrq-disk"));
}
