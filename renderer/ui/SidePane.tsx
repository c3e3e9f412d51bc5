import type { ComponentProps } from 'react';
import styles from './side-pane.module.css';

/** The column beside the rail, whatever the rail chose for it. */
export function SidePane(props: ComponentProps<'section'>) {
  return <section className={styles['pane']} {...props} />;
}
