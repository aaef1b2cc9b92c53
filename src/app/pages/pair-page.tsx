// Pairing this device: by a link, which brings the code, or by typing it.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useApp } from '../app-context.ts';
import { DeviceTroubles } from '../frame/notices.tsx';
import { hrefOf, START } from '../routing/route.ts';
import { codeIn } from './pairing-code.ts';
import './pair.css';

/** What is shown on a device that is not paired. */
export function WelcomePage() {
  return (
    <Frame title="Your tasks, on this device">
      <p>
        This app shows the tasks of Things and Todoist, and changes them, with or without a connection. Pair
        this device once to begin.
      </p>
      <ol class="pair-steps">
        <li>
          On the computer that runs the sync, ask for a code: <code>ttsync devices pair "My phone"</code> (in
          a checkout: <code>npm run cli -- devices pair "My phone"</code>)
        </li>
        <li>Scan what it shows with the camera of this device, or type the code here.</li>
      </ol>
      <PairForm code="" account={null} />
    </Frame>
  );
}

/** What a pairing link opens. */
export function PairPage({
  code,
  account,
}: {
  readonly code: string | null;
  readonly account: string | null;
}) {
  const { state } = useApp().store;
  const isPaired = state.device.value !== null && state.sync.value.failure?.kind !== 'not_paired';
  return (
    <Frame title={isPaired ? 'This device is paired already' : 'Pair this device'}>
      {isPaired ? (
        <>
          <p>Its tasks are on their way. To pair it with another account, forget it in the settings first.</p>
          <a class="button primary" href={hrefOf(START)}>
            Show the tasks
          </a>
        </>
      ) : (
        <>
          <p>
            {code === null
              ? 'Type the code that the computer shows.'
              : 'The link brought the code: one press, and your tasks are here.'}
          </p>
          <PairForm code={code ?? ''} account={account} />
        </>
      )}
    </Frame>
  );
}

function Frame({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <main class="pair">
      <DeviceTroubles />
      <div class="pair-card">
        <span class="pair-sign">
          <Icon name="phone" />
        </span>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}

/** What a form to pair by holds. */
function usePairing(given: { readonly code: string; readonly account: string | null }) {
  const { store, router } = useApp();
  const [text, setText] = useState(given.code);
  const [account, setAccount] = useState(given.account ?? '');
  const [problem, setProblem] = useState<string | null>(null);
  const [isUnderWay, setUnderWay] = useState(false);
  const pair = async () => {
    const read = codeIn(text);
    if (read.code === null) {
      setProblem('A code has ten letters and digits, such as K7W3M-PX94D.');
      return;
    }
    setUnderWay(true);
    setProblem(null);
    const named = read.account ?? account.trim();
    const end = await store.commands.pair({
      baseUrl: window.location.origin,
      code: read.code,
      ...(named !== '' && { account: named }),
    });
    setUnderWay(false);
    if (end.ok) router.replace(START);
    else setProblem(problemWords(end.failure));
  };
  const type = (typed: string) => {
    setText(typed);
    setProblem(null);
  };
  return { text, type, account, setAccount, problem, isUnderWay, pair };
}

function PairForm(given: { readonly code: string; readonly account: string | null }) {
  const { text, type, account, setAccount, problem, isUnderWay, pair } = usePairing(given);
  return (
    <form
      class="pair-form"
      onSubmit={(event) => {
        event.preventDefault();
        void pair();
      }}
    >
      <label class="field">
        <span>Code</span>
        <input
          class="pair-code"
          value={text}
          placeholder="K7W3M-PX94D"
          autocomplete="one-time-code"
          autocapitalize="characters"
          spellcheck={false}
          aria-invalid={problem !== null}
          aria-describedby="pair-problem"
          onInput={(event) => type(event.currentTarget.value)}
        />
      </label>
      <details class="pair-more" open={given.account !== null}>
        <summary>Another account than the default one</summary>
        <label class="field">
          <span>Account</span>
          <input
            value={account}
            autocapitalize="none"
            onInput={(event) => setAccount(event.currentTarget.value)}
          />
        </label>
      </details>
      <p id="pair-problem" class="problem" role="alert">
        {problem}
      </p>
      <Button kind="primary" submits disabled={isUnderWay}>
        {isUnderWay ? 'Pairing…' : 'Pair this device'}
      </Button>
    </form>
  );
}

/** What is wrong, and what to do about it. */
function problemWords({ kind, text }: { readonly kind: string; readonly text: string }): string {
  if (kind === 'not_paired')
    return 'This code is not valid any more: each one pairs one device, within ten minutes. Ask for a new one.';
  if (kind === 'unreachable') return 'There is no connection to the sync right now. Try again in a moment.';
  return text;
}
