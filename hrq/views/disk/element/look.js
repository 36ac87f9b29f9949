// Colours of the page's theme. Python sends both themes' colours.

/** Entries of the legend as pixels; 255 is what is greyed. Layer 0 is stamped first. */
function makeInk(disk) {
  const { legend, look } = disk;
  const [pixels, layers] = [new Uint32Array(256), new Uint8Array(256).fill(1)];
  const count = legend?.labels.length ?? 1;
  for (let entry = 0; entry < count; entry += 1) {
    pixels[entry] = pixel(legend ? entryColour(legend, look, entry) : look.categories[0]);
    if (legend && entry === count - 1 && (legend.other || legend.unknown)) layers[entry] = 0;
  }
  pixels[255] = pixel(look.faded);
  layers[255] = 0;
  return { pixels, layers, outline: pixel(look.outline, 200) };
}
