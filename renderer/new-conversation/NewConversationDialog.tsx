import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useBridge } from '#renderer/bridge/context.ts';
import { CardPicker, SeenCardLine } from '#renderer/cards/CardPicker.tsx';
import { Alerts } from '#renderer/composer/Alerts.tsx';
import { FileChips } from '#renderer/composer/FileChips.tsx';
import { FileButton } from '#renderer/composer/FileButton.tsx';
import { isTooLong } from '#renderer/composer/model/content.ts';
import { describeError } from '#renderer/i18n/describe-error.ts';
import { useFormats, useWords } from '#renderer/i18n/use-words.ts';
import type { Words } from '#renderer/i18n/words.ts';
import { typeWord } from '#renderer/inbox/conversation-type.ts';
import { useDesk, useLayout, useSession } from '#renderer/state/desk.ts';
import { ask } from '#renderer/thread/state/ask.ts';
import { Button } from '#renderer/ui/Button.tsx';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { Field, Select, TextArea, TextInput } from '#renderer/ui/Field.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { Notice } from '#renderer/ui/Notice.tsx';
import { Popover } from '#renderer/ui/Popover.tsx';
import { hasMainModifier } from '#renderer/ui/platform.ts';
import { CONVERSATION_TYPES } from '#shared/domain/conversation.ts';
import type { FieldProblem } from './model/request.ts';
import { TITLE_MAX_CHARACTERS } from './model/request.ts';
import styles from './new-conversation.module.css';
import { PeopleField } from './PeopleField.tsx';
import { forgetForm, NewConversationForm, unfinishedForm } from './state/form-store.ts';

/** Makes a conversation, or changes one that the server has refused. Works without a network: it then waits like a message. */
export function NewConversationDialog() {
  const words = useWords();
  const open = useLayout((state) => state.dialog === 'new-conversation');
  const editing = useLayout((state) => state.editing);
  const openDialog = useLayout((state) => state.openDialog);
  const formId = useId();
  const form = useForm(open);
  const sending = useSending(form);
  if (!open || form === null) return null;
  return (
    <Dialog
      open
      onOpenChange={(next) => {
        if (!next) openDialog('none');
      }}
      title={words(editing === null ? 'newConversation.title' : 'newConversation.changeTitle')}
      footer={
        <>
          <Button onClick={() => openDialog('none')}>{words('ui.cancel')}</Button>
          <Button type="submit" form={formId} variant="primary" aria-disabled={sending}>
            {words(editing === null ? 'newConversation.create' : 'newConversation.tryAgain')}
          </Button>
        </>
      }
    >
      <Form id={formId} form={form} />
    </Dialog>
  );
}

/** The unfinished form of this account; for a conversation that was refused, one with what was asked for. */
function useForm(open: boolean): NewConversationForm | null {
  const bridge = useBridge();
  const accountId = useSession()?.account?.accountId ?? '';
  const editing = useLayout((state) => state.editing);
  const fresh = useMemo(
    () => (open && editing === null ? unfinishedForm(bridge, accountId) : null),
    [open, editing, bridge, accountId],
  );
  const [changing, setChanging] = useState<NewConversationForm | null>(null);
  useEffect(() => {
    if (!open || editing === null) return undefined;
    let current = true;
    void ask(bridge, 'conversation.get', { conversationId: editing }).then((answer) => {
      const creation = answer.ok ? answer.value.creation : null;
      if (current && creation !== null) setChanging(new NewConversationForm(bridge, { id: editing, creation }));
    });
    return () => {
      current = false;
      setChanging(null);
    };
  }, [open, editing, bridge]);
  return editing === null ? fresh : changing;
}

function useSending(form: NewConversationForm | null): boolean {
  const [sending, setSending] = useState(false);
  useEffect(() => {
    if (form === null) return undefined;
    const look = (): void => {
      const copying = form.first.store.getState().files.some((file) => file.progress !== null);
      setSending(form.store.getState().sending || copying);
    };
    look();
    const stops = [form.store.subscribe(look), form.first.store.subscribe(look)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [form]);
  return sending;
}

function Form({ id, form }: { readonly id: string; readonly form: NewConversationForm }) {
  const words = useWords();
  const formats = useFormats();
  const bridge = useBridge();
  const { layout } = useDesk();
  const accountId = useSession()?.account?.accountId ?? '';
  const { request, problems, error, stopped } = useStore(form.store);
  const element = useRef<HTMLFormElement>(null);
  const seen = useRef(stopped);
  // With the marks and not after them: who already types elsewhere by then keeps the focus.
  useLayoutEffect(() => {
    if (stopped === seen.current) return;
    seen.current = stopped;
    element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [stopped]);
  const first = useStore(form.first.store);
  const tooLong = isTooLong(first.text);

  const submit = async (): Promise<void> => {
    if (tooLong || first.files.some((file) => file.progress !== null)) return;
    const conversationId = await form.send();
    if (conversationId === null) return;
    if (!form.changesExisting) forgetForm(bridge, accountId);
    layout.getState().openDialog('none');
    layout.getState().openConversation(conversationId);
  };

  return (
    <form
      ref={element}
      id={id}
      className={styles['form']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {error !== null && (
        <Notice tone="danger" icon="fail" alert>
          <p>{words('newConversation.failed', { reason: describeError(words, formats, error) })}</p>
        </Notice>
      )}
      <Field label={words('newConversation.people')} error={problemWords(problems.people, words)}>
        {(ids) => (
          <PeopleField
            ids={ids}
            people={request.people}
            refused={problems.refused}
            onChange={(people) => form.change({ people })}
          />
        )}
      </Field>
      <div className={styles['pair']}>
        <Field label={words('newConversation.type')} error={problemWords(problems.type, words)}>
          {(ids) => (
            <Select
              {...ids}
              value={request.type}
              onChange={(event) => {
                const type = CONVERSATION_TYPES.find((one) => one === event.currentTarget.value);
                if (type !== undefined) form.change({ type });
              }}
            >
              {CONVERSATION_TYPES.map((type) => (
                <option key={type} value={type}>
                  {typeWord(type, words)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={words('newConversation.about')} error={problemWords(problems.about, words)}>
          {(ids) => <About ids={ids} form={form} />}
        </Field>
      </div>
      <Field
        label={words('newConversation.name')}
        error={problemWords(problems.title, words)}
        hint={words('newConversation.nameHint')}
      >
        {(ids) => (
          <TextInput
            {...ids}
            value={request.title}
            maxLength={TITLE_MAX_CHARACTERS + 45}
            autoComplete="off"
            onChange={(event) => {
              const title = event.currentTarget.value;
              form.change({ title, titleTyped: title !== '' });
            }}
          />
        )}
      </Field>
      {!form.changesExisting && (
        <div className={styles['first']}>
          <Field
            label={words('newConversation.first')}
            error={tooLong ? words('thread.fail.tooLong') : undefined}
            hint={words('newConversation.firstHint')}
          >
            {(ids) => (
              <TextArea
                {...ids}
                className={styles['text']}
                rows={3}
                dir="auto"
                value={first.text}
                onChange={(event) => {
                  const { value, selectionStart, selectionEnd } = event.currentTarget;
                  form.first.setText(value, selectionStart, selectionEnd);
                }}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter' || !hasMainModifier(event)) return;
                  event.preventDefault();
                  void submit();
                }}
                onPaste={(event) => {
                  const files = [...event.clipboardData.files];
                  if (files.length === 0) return;
                  event.preventDefault();
                  void form.first.addFiles(files);
                }}
              />
            )}
          </Field>
          {first.files.length > 0 && (
            <FileChips
              files={first.files}
              onRemove={(stageId) => form.first.removeFile(stageId)}
              onChoosePicture={(stageId, choice) => void form.first.choosePicture(stageId, choice)}
            />
          )}
          <div className={styles['alerts']}>
            <Alerts store={form.first} tooLong={false} parts={1} onSplit={() => undefined} onReturn={() => undefined} />
          </div>
          <FileButton onFiles={(files) => void form.first.addFiles(files)} />
        </div>
      )}
    </form>
  );
}

/** The order or product that the conversation is about, from those seen on this computer. */
function About({
  ids,
  form,
}: {
  readonly ids: { readonly id: string; readonly 'aria-describedby': string | undefined };
  readonly form: NewConversationForm;
}) {
  const words = useWords();
  const { about, metadata } = useStore(form.store, (state) => state.request);
  const openId = useLayout((state) => state.open?.conversationId ?? null);
  const [picking, setPicking] = useState(false);
  const kept = about === null ? (textOf(metadata['order_number']) ?? textOf(metadata['product_name'])) : null;
  return (
    <div className={styles['about']}>
      <Popover
        label={words('cards.list')}
        open={picking}
        onOpenChange={setPicking}
        bare
        trigger={
          <button
            type="button"
            className={styles['aboutButton']}
            id={ids.id}
            aria-describedby={ids['aria-describedby']}
          >
            {about !== null ? <SeenCardLine seen={about} /> : (kept ?? words('newConversation.aboutNothing'))}
          </button>
        }
      >
        <CardPicker
          conversationId={openId}
          onPick={(card) => {
            setPicking(false);
            form.change({ about: card });
          }}
        />
      </Popover>
      {(about !== null || kept !== null) && (
        <IconButton
          icon="x"
          size="sm"
          iconSize="sm"
          label={words('newConversation.aboutRemove')}
          onClick={() => form.change({ about: null, metadata: {} })}
        />
      )}
    </div>
  );
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function problemWords(problem: FieldProblem | undefined, words: Words): string | undefined {
  switch (problem) {
    case undefined:
      return undefined;
    case 'title-empty':
    case 'people-empty':
    case 'people-many':
    case 'person-refused':
      return words(`newConversation.problem.${problem}`);
    case 'title-long':
      return words('newConversation.problem.title-long', { limit: TITLE_MAX_CHARACTERS });
    default:
      return words('error.serverSaid', { message: problem.said });
  }
}
