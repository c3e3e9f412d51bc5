/** Puts a picture on the clipboard, as PNG: the only format that every program takes from there. Of a moving one its first frame. */
export async function copyImage(url: string): Promise<void> {
  // The item is made at once and filled later: the right to write ends with the click.
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': asPng(url) })]);
}

async function asPng(url: string): Promise<Blob> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error('The picture is not here');
  const blob = await answer.blob();
  if (blob.type === 'image/png') return blob;
  const bitmap = await createImageBitmap(blob);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.convertToBlob({ type: 'image/png' });
}
