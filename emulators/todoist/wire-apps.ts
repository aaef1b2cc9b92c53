/** The rows of the app console: apps, what they add to the user interface, where they are installed. No behavior. */

/** An app's webhook as the console shows it; events are spelled `e_item_added`. */
interface AppWebhook {
  readonly status: 'active';
  readonly callback_url: string;
  readonly version: string;
  readonly events: readonly string[];
}

/** What the console shows of an app. */
export interface WireApp {
  readonly id: string;
  readonly client_id: string;
  readonly status: 'public';
  readonly display_name: string;
  readonly user_id: string;
  readonly created_at: string;
  readonly service_url: string | null;
  readonly oauth_redirect_uri: string | null;
  readonly description: string | null;
  readonly icon_sm: string | null;
  readonly icon_md: string | null;
  readonly icon_lg: string | null;
  /** Separated by commas. */
  readonly app_token_scopes: string | null;
}

/** An app with what is shown by calls of its own. */
export interface AppRow extends WireApp {
  readonly verification_token: string;
  readonly distribution_token: string;
  /** The newest test token; it may have been revoked since. */
  readonly test_token: string | null;
  readonly webhook: AppWebhook | null;
  readonly is_deleted: boolean;
}

/** A part of an app in the user interface; which of the last two types is told depends on `extension_type`. */
export interface UiExtensionRow {
  readonly id: string;
  readonly integration_id: string;
  readonly extension_id: string;
  readonly url: string;
  readonly icon: string | null;
  readonly name: string;
  readonly description: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly def_version: number;
  readonly minimum_cardist_version: string;
  readonly extension_type: 'context-menu' | 'composer' | 'settings';
  readonly context_type: 'project' | 'task' | null;
  readonly composer_type: 'task' | 'comment' | null;
  readonly is_deleted: boolean;
}

/** An app on the owner's account. */
export interface AppInstallationRow {
  readonly id: string;
  readonly creator: string;
  /** Epoch seconds. */
  readonly created_ts: number;
  readonly installation_type: 'user';
  readonly app_token_scopes_validated: boolean;
  readonly app_id: string;
  readonly is_deleted: boolean;
}
