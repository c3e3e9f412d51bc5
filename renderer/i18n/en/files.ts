/** Pictures and files on their way in and out, stickers, copying and forwarding. */
export const filesEn = {
  'files.size': 'Size of {filename}: {choice}',
  'files.size.title': 'Send {filename} as',
  'files.size.compressed': 'Smaller',
  'files.size.original': 'Original',
  'files.size.choice': '{choice} · {size} · {width} × {height}',
  'files.size.tooLarge': 'Original · {size}, over the limit of {limit}',
  'files.size.noPlace': 'Where it was taken is left out of both.',
  'files.converted': 'made from {extension}',
  'files.preparing': 'preparing',
} as const;
