/** Long edge of a drawing that has no size of its own, and the least that one is drawn at: it has no pixels to lose. */
const LEAST_EDGE = 1_024;
const MOST_EDGE = 4_096;

/**
 * An SVG drawn as PNG. As the source of an image it runs no script and loads nothing, and no worker can decode it. Null where it can't be drawn.
 */
export async function drawSvg(file: Blob): Promise<Blob | null> {
  const url = URL.createObjectURL(new Blob([file], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const longest = Math.max(image.naturalWidth, image.naturalHeight);
    const factor = longest === 0 ? 1 : Math.min(MOST_EDGE, Math.max(LEAST_EDGE, longest)) / longest;
    const canvas = new OffscreenCanvas(
      Math.max(1, Math.round((longest === 0 ? LEAST_EDGE : image.naturalWidth) * factor)),
      Math.max(1, Math.round((longest === 0 ? LEAST_EDGE : image.naturalHeight) * factor)),
    );
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await canvas.convertToBlob({ type: 'image/png' });
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(url);
  }
}
