import type { ErrorInfo, ReactNode } from 'react';
import { Component } from 'react';
import type { Words } from '../i18n/words.ts';
import { Button } from '../ui/Button.tsx';
import styles from './app.module.css';

interface Props {
  readonly words: Words;
  readonly children: ReactNode;
}

interface State {
  readonly error: Error | null;
  readonly where: string;
  readonly copied: boolean;
}

/** A window that broke says so, says what is safe, and can be loaded again. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null, where: '', copied: false };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(_error: Error, info: ErrorInfo): void {
    this.setState({ where: info.componentStack ?? '' });
  }

  override render(): ReactNode {
    const { words, children } = this.props;
    const { error, where, copied } = this.state;
    if (!error) return children;
    const report = `${error.name}: ${error.message}\n${error.stack ?? ''}\n${where}`;
    return (
      <main className={styles['message']}>
        <h1 className={styles['messageTitle']}>{words('app.broken.title')}</h1>
        <p>{words('app.broken.text')}</p>
        <div className={styles['messageActions']}>
          <Button variant="primary" onClick={() => location.reload()}>
            {words('app.broken.reload')}
          </Button>
          <Button
            onClick={() => {
              navigator.clipboard.writeText(report).then(
                () => this.setState({ copied: true }),
                // Where the clipboard is refused there is nothing to claim.
                () => this.setState({ copied: false }),
              );
            }}
          >
            {copied ? words('ui.copied') : words('app.broken.copy')}
          </Button>
        </div>
      </main>
    );
  }
}
