import { useStore } from 'zustand';
import { useLanguage, useWords } from '../i18n/use-words.ts';
import { ThemeMenu } from '../rail/ThemeMenu.tsx';
import { useDesk, useSessionState } from '../state/desk.ts';
import { Brand } from '../ui/Brand.tsx';
import { Button } from '../ui/Button.tsx';
import type { IconName } from '../ui/icon-names.ts';
import { Icon } from '../ui/Icon.tsx';
import { Menu, MenuChoice, MenuLabel } from '../ui/Menu.tsx';
import { Notice } from '../ui/Notice.tsx';
import { DemoButton } from './DemoButton.tsx';
import { SignInForm } from './SignInForm.tsx';
import styles from './sign-in.module.css';

const PROMISES = [
  ['offline', 'offline'],
  ['once', 'send'],
  ['honest', 'info'],
  ['yours', 'shield'],
] as const satisfies readonly (readonly [string, IconName])[];

export function SignInScreen() {
  const words = useWords();
  const version = useSessionState((state) => state.host?.version ?? null);
  const notices = useSessionState((state) => state.host?.notices ?? null);
  return (
    <div className={styles['screen']}>
      <main className={styles['main']} aria-label={words('signIn.title')}>
        <Brand />
        <SignInForm
          lead={
            <>
              <div>
                <h1 className={styles['title']}>{words('signIn.title')}</h1>
                <p className={styles['lead']}>{words('signIn.lead')}</p>
              </div>
              {notices?.map((notice) => (
                <Notice key={notice} tone="warning" icon="alert">
                  <p>{notice}</p>
                </Notice>
              ))}
            </>
          }
        >
          <p className={styles['or']}>{words('signIn.or')}</p>
          <DemoButton />
        </SignInForm>
        <footer className={styles['foot']}>
          <LanguageMenu />
          <ThemeMenu
            side="top"
            trigger={
              <Button variant="quiet" size="sm" icon="theme">
                {words('rail.theme')}
              </Button>
            }
          />
          {version !== null && <span className={styles['version']}>{words('signIn.version', { version })}</span>}
        </footer>
      </main>
      <aside className={styles['side']} aria-label={words('signIn.promises')}>
        <h2 className={styles['sideTitle']}>{words('signIn.promises.title')}</h2>
        {PROMISES.map(([name, icon]) => (
          <section key={name} className={styles['promise']}>
            <Icon name={icon} className={styles['promiseIcon']} />
            <h3>{words(`signIn.promise.${name}.title`)}</h3>
            <p>{words(`signIn.promise.${name}.text`)}</p>
          </section>
        ))}
      </aside>
    </div>
  );
}

/** Names itself in the language on screen; each language in its own. */
function LanguageMenu() {
  const words = useWords();
  const language = useLanguage();
  const desk = useDesk();
  const choice = useStore(desk.look, (state) => state.language);
  return (
    <Menu
      side="top"
      trigger={
        <Button
          variant="quiet"
          size="sm"
          icon="globe"
          aria-label={`${words('language.label')}: ${words(`language.${language}`)}`}
        >
          {words(`language.${language}`)}
          <Icon name="down" size="xs" />
        </Button>
      }
    >
      <MenuLabel>{words('language.label')}</MenuLabel>
      <MenuChoice
        label={words('language.label')}
        value={choice}
        options={(['system', 'en', 'id'] as const).map((value) => ({ value, label: words(`language.${value}`) }))}
        onChange={(value) => void desk.changeSettings({ language: value })}
      />
    </Menu>
  );
}
