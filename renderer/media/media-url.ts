/** Where a file is served to the page, on both hosts. */
export function mediaUrl({ mediaId }: { readonly mediaId: string }): string {
  return `/media/${mediaId}`;
}
