// What is shown while an older page of the app keeps this one from opening.

import './app.css';

/** The sentence about it. */
export function Waiting({ text }: { readonly text: string }) {
  return (
    <main class="opening">
      <p role="status">{text}</p>
    </main>
  );
}
