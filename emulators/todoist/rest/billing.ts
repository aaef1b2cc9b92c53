/**
 * REST: plans, prices and subscriptions, known from the official SDK alone. Nothing can be bought: checkouts and portals
 * are addresses of pages that do not exist, and the plan stays the one of the emulator's options.
 */
import type { Hono } from 'hono';
import * as z from 'zod';
import type { Account } from '../account.ts';
import { parseArgs } from '../commands/context.ts';
import { forbidden } from '../errors.ts';
import { hashHex } from '../ids.ts';
import { lookUp, readBody } from './rest-edge.ts';
import type { RestParts } from './rest-edge.ts';

const HOSTED_PAGES = 'https://billing.todoist.example';
const CURRENCY = 'USD';
/** Invented prices in cents: nobody should read real ones here. */
const CENTS = { pro: { monthly: 100, yearly: 1000 }, teams: { monthly: 200, yearly: 2000 } } as const;
const CYCLES = ['monthly', 'yearly'] as const;

const checkoutFields = {
  currency: z.enum([CURRENCY]),
  billing_cycle: z.enum(CYCLES),
  success_url: z.url(),
  cancel_url: z.url(),
};
const upgradeFields = { promotion_code: z.string().nullish(), partnership_id: z.string().nullish() };
const portalFields = { return_url: z.url(), flow_type: z.string().nullish() };
const workspaceField = { workspace_id: z.string() };

const CancelArgs = z.object({
  reason_flag: z.string().nullish(),
  reason_description: z.string().nullish(),
  reason_text: z.string().nullish(),
  return_url: z.url().nullish(),
});
const ProUpgradeArgs = z.object({
  ...checkoutFields,
  ...upgradeFields,
  trial_period_days: z.int().min(1).nullish(),
});
const ProTrialArgs = z.object(checkoutFields);
const ProPortalArgs = z.object({ ...portalFields, promotion_code: z.string().nullish() });
const WorkspaceUpgradeArgs = z.object({ ...workspaceField, ...checkoutFields, ...upgradeFields });
const WorkspaceTrialArgs = z.object({ ...workspaceField, ...checkoutFields });
const WorkspacePortalArgs = z.object({ ...workspaceField, ...portalFields });

/** Adds `/payments`, `/pro`, `/prices`, `/pricing` and the billing of workspaces. */
export function addBillingRoutes(routes: Hono, { account }: RestParts): void {
  addSubscriptionRoutes(routes, account);
  addProRoutes(routes, account);
  addWorkspaceBillingRoutes(routes, account);
  routes.get('/prices', (context) =>
    context.json({ pro: priceList(CENTS.pro), teams: priceList(CENTS.teams) }),
  );
  routes.get('/pricing', (context) => {
    const isFormatted = context.req.query('formatted') === 'true';
    const terms = (cents: Cents): object => ({
      [CURRENCY]: Object.fromEntries(
        CYCLES.map((cycle) => [cycle, isFormatted ? dollars(cents[cycle]) : cents[cycle]]),
      ),
    });
    return context.json({
      latest_pro: 'v1',
      latest_biz: 'v1',
      session_pro: 'v1',
      session_biz: 'v1',
      v1: { pro: terms(CENTS.pro), biz: terms(CENTS.teams) },
    });
  });
}

function addSubscriptionRoutes(routes: Hono, account: Account): void {
  const setCanceled = (canceledAt: string | null): void => {
    const { subscriptions, journal } = account.store;
    journal.transact(() => subscriptions.put({ id: account.userId, canceled_at: canceledAt }));
  };
  routes.post('/payments/get_subscription_info', (context) => context.json(subscriptionView(account)));
  routes.post('/payments/cancel_plan_with_redirect_to_stripe', async (context) => {
    parseArgs(CancelArgs, await readBody(context));
    assertPaid(account);
    if (!isCanceled(account)) setCanceled(account.clock.nowSeconds());
    return context.json({ billing_portal_url: hostedPage(account, 'cancel') });
  });
  routes.post('/payments/reactivate_plan', (context) => {
    assertPaid(account);
    if (!isCanceled(account)) throw forbidden('The subscription is not canceled');
    setCanceled(null);
    return context.json(subscriptionView(account));
  });
}

function addProRoutes(routes: Hono, account: Account): void {
  routes.post('/pro/upgrade', async (context) => {
    parseArgs(ProUpgradeArgs, await readBody(context));
    assertFree(account);
    return context.json({ checkout_session_url: hostedPage(account, 'pro-upgrade') });
  });
  routes.post('/pro/trial', async (context) => {
    parseArgs(ProTrialArgs, await readBody(context));
    assertFree(account);
    return context.json({ checkout_session_url: hostedPage(account, 'pro-trial') });
  });
  routes.post('/pro/billing_portal', async (context) => {
    parseArgs(ProPortalArgs, await readBody(context));
    assertPaid(account);
    return context.json({ billing_portal_url: hostedPage(account, 'pro-portal') });
  });
  routes.get('/pro/plan_details', (context) =>
    context.json({
      current_plan_status:
        account.plan === 'free' ? 'NeverSubscribed' : isCanceled(account) ? 'Cancelled' : 'Active',
      downgrade_at: isCanceled(account) ? paidUntil(account) : null,
      price_list: priceList(CENTS.pro),
    }),
  );
}

function addWorkspaceBillingRoutes(routes: Hono, account: Account): void {
  routes.post('/workspaces/upgrade', async (context) => {
    const args = parseArgs(WorkspaceUpgradeArgs, await readBody(context));
    const { id } = lookUp(account).workspace(args.workspace_id);
    return context.json({ checkout_session_url: hostedPage(account, `upgrade-${id}`) });
  });
  routes.post('/workspaces/trial', async (context) => {
    const args = parseArgs(WorkspaceTrialArgs, await readBody(context));
    const { id } = lookUp(account).workspace(args.workspace_id);
    return context.json({ checkout_session_url: hostedPage(account, `trial-${id}`) });
  });
  routes.post('/workspaces/billing_portal', async (context) => {
    const args = parseArgs(WorkspacePortalArgs, await readBody(context));
    lookUp(account).workspace(args.workspace_id);
    throw forbidden('The workspace has no subscription');
  });
  routes.get('/workspaces/plan_details', (context) => {
    const { workspace_id: id } = parseArgs(z.object(workspaceField), context.req.query());
    const workspace = lookUp(account).workspace(id);
    const places = account.store.projectPlaces.at('liveByOwner', workspace.id);
    const isActive = (projectId: string): boolean => {
      const project = account.store.projects.get(projectId);
      return project !== undefined && !project.is_deleted && !project.is_archived;
    };
    return context.json({
      workspace_id: workspace.id,
      current_member_count: account.store.workspaceUsers.count('liveByOwner', workspace.id),
      current_plan: 'Starter',
      current_plan_status: 'NeverSubscribed',
      downgrade_at: null,
      current_active_projects: places.filter((place) => isActive(place.id)).length,
      maximum_active_projects: account.limits.maxProjects,
      price_list: CYCLES.map((cycle) => ({
        currency: CURRENCY,
        amount: CENTS.teams[cycle],
        interval: cycle,
        formatted: dollars(CENTS.teams[cycle]),
      })),
      is_trialing: false,
      trial_ends_at: null,
      cancel_at_period_end: false,
      has_trialed: false,
      plan_price: null,
      has_billing_portal: false,
      has_billing_portal_switch_to_annual: false,
    });
  });
}

function subscriptionView(account: Account): Readonly<Record<string, unknown>> {
  const paid = account.plan === 'pro';
  const canceled = isCanceled(account);
  return {
    status: paid ? (canceled ? 'canceled' : 'autorenew') : 'none',
    plan: account.plan,
    expiration_date: paid ? paidUntil(account) : null,
    activation_method: paid ? 'stripe' : 'manual',
    plan_price: paid
      ? {
          amount: dollars(CENTS.pro.yearly),
          raw_amount: CENTS.pro.yearly,
          currency: CURRENCY,
          billing_cycle: 'yearly',
          tax_behavior: 'exclusive',
        }
      : null,
    billing_portal_url: null,
    billing_portal_switch_to_annual_url: null,
    has_billing_portal: paid,
    has_billing_portal_switch_to_annual: false,
    invoice_credit_balance: null,
    has_switch_legacy_to_current: false,
  };
}

function isCanceled(account: Account): boolean {
  return account.plan === 'pro' && account.store.subscriptions.get(account.userId)?.canceled_at != null;
}

/** The end of the paid year; years are counted from the day on which the owner joined. */
function paidUntil(account: Account): string {
  const end = new Date(account.user.joined_at);
  end.setUTCMilliseconds(0);
  while (end.getTime() <= account.clock.now()) end.setUTCFullYear(end.getUTCFullYear() + 1);
  return end.toISOString().replace('.000Z', 'Z');
}

function assertPaid(account: Account): void {
  if (account.plan === 'free') throw forbidden('There is no subscription');
}

function assertFree(account: Account): void {
  if (account.plan === 'pro') throw forbidden('The account is on a Pro plan');
}

type Cents = Readonly<Record<(typeof CYCLES)[number], number>>;

function priceList(cents: Cents): readonly object[] {
  return CYCLES.map((cycle) => ({
    billing_cycle: cycle,
    prices: [{ currency: CURRENCY, unit_amount: cents[cycle], tax_behavior: 'exclusive' }],
  }));
}

function dollars(cents: number): string {
  return `$${(cents / 100).toFixed(2)}`;
}

/** An address that nothing answers, the same for the same account and purpose. */
function hostedPage(account: Account, purpose: string): string {
  return `${HOSTED_PAGES}/${hashHex(`${String(account.seed)}/${purpose}`, 2)}`;
}
