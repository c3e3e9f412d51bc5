import styles from './media.module.css';

/** How much of a file has moved. */
export function Progress({ filename, fraction }: { readonly filename: string; readonly fraction: number | null }) {
  return (
    <progress
      className={styles['progress']}
      max={100}
      // Without a known size it only says that something moves.
      value={fraction === null ? undefined : Math.round(Math.min(1, fraction) * 100)}
      aria-label={filename}
    />
  );
}

export function fractionOf({
  receivedBytes,
  totalBytes,
}: {
  readonly receivedBytes: number;
  readonly totalBytes: number | null;
}): number | null {
  return totalBytes === null || totalBytes <= 0 ? null : receivedBytes / totalBytes;
}
