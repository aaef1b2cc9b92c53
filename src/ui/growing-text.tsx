// A field for text that is as high as what is in it, saved when the person leaves it or pauses.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import './styles/growing-text.css';

/** So long after it was left, the field shows what is stored, ms. */
const SETTLE_MS = 300;
/** A pause of this length saves, ms. */
const PAUSE_MS = 800;

/** A field for text. `value`: as it is stored; a change from elsewhere is shown unless the person is typing. */
export function GrowingText({
  value,
  onSave,
  label,
  placeholder,
  isOneLine = false,
  look,
  onEnter,
}: {
  readonly value: string;
  readonly onSave: (text: string) => void;
  readonly label: string;
  readonly placeholder?: string;
  /** Line breaks become spaces, and Enter ends it. */
  readonly isOneLine?: boolean;
  readonly look: string;
  readonly onEnter?: () => void;
}) {
  const field = useRef<HTMLTextAreaElement>(null);
  const { draft, setDraft, save } = useDraft(value, onSave);
  const text = draft ?? value;
  useLayoutEffect(() => fit(field.current), [text]);
  const typed = (event: InputEvent & { readonly currentTarget: HTMLTextAreaElement }) => {
    const given = event.currentTarget.value;
    setDraft(isOneLine ? given.replaceAll(/\s*\n\s*/g, ' ') : given);
  };
  return (
    <textarea
      ref={field}
      class={`growing-text ${look}`}
      aria-label={label}
      placeholder={placeholder}
      rows={1}
      value={text}
      onInput={typed}
      onBlur={() => {
        save();
        // What was saved is on its way back as the value; until then the field shows what was typed.
        setTimeout(() => document.activeElement !== field.current && setDraft(null), SETTLE_MS);
      }}
      onKeyDown={(event) => {
        if (!isOneLine || event.key !== 'Enter' || event.isComposing) return;
        event.preventDefault();
        save();
        onEnter?.();
      }}
    />
  );
}

/** What was typed and is not stored yet; null: nothing, so that the stored value is shown. */
function useDraft(value: string, onSave: (text: string) => void) {
  const [draft, setDraft] = useState<string | null>(null);
  const saved = useRef<string | null>(null);
  const latest = useRef({ draft, value, onSave });
  latest.current = { draft, value, onSave };
  const save = () => {
    const now = latest.current;
    // Once: what somebody else wrote since then is not to be overwritten by it.
    if (now.draft === null || now.draft === now.value || now.draft === saved.current) return;
    saved.current = now.draft;
    now.onSave(now.draft);
  };
  useEffect(() => {
    if (draft === null) return undefined;
    const timer = setTimeout(save, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [draft]);
  // Nothing was typed since it was saved: what is stored by now is shown.
  useEffect(() => {
    if (draft !== null && draft === saved.current) setDraft(null);
    saved.current = null;
  }, [value]);
  // What was typed is not lost when the field goes away.
  useEffect(() => save, []);
  return { draft, setDraft, save };
}

function fit(field: HTMLTextAreaElement | null): void {
  if (field === null || CSS.supports('field-sizing', 'content')) return;
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
}
