// Says that a newer version is there, and has the person decide when to use it.

import type { AppVersion } from './app-version.ts';

/** The offer; nothing while there is none. Read out when it appears. */
export function NewerVersion({ version }: { readonly version: AppVersion }) {
  return (
    <div role="status" class="newer-version">
      {version.isNewerReady.value && (
        <>
          <span>A new version is ready. What you typed into a field is kept only after you save it.</span>
          <button type="button" onClick={version.reload}>
            Reload for the new version
          </button>
        </>
      )}
    </div>
  );
}
