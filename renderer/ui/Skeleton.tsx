import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import styles from './skeleton.module.css';
import { cx } from './cx.ts';

/** Nothing says "loading" sooner than this: `--delay-spinner` in tokens.css. */
export const LOADING_AFTER_MS = 300;

/** True once the component has been there for `ms`. */
export function useLater(ms: number): boolean {
  const [later, setLater] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLater(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return later;
}

/** Shows its children only when loading takes long enough to be noticed; speaks once, by `label`. */
export function Loading({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const show = useLater(LOADING_AFTER_MS);
  if (!show) return null;
  return (
    <div role="status" aria-label={label}>
      {children}
    </div>
  );
}

/** A bar of the final text's height; `width` in percent of its box. */
export function SkeletonBar({ width, thin = false }: { readonly width: 34 | 46 | 62 | 88; readonly thin?: boolean }) {
  return <span className={cx(styles['bar'], styles[`w${width}`], thin && styles['thin'])} />;
}

export function SkeletonCircle() {
  return <span className={cx(styles['bar'], styles['circle'])} />;
}
