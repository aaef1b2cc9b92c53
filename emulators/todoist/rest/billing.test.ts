/** Billing: what the two plans say of themselves, canceling and its undoing, and what is refused. */
import { describe, expect, it } from 'vitest';
import { createBench } from '../test-support.ts';
import type { TestBench } from '../test-support.ts';

const CHECKOUT = {
  currency: 'USD',
  billing_cycle: 'yearly',
  success_url: 'https://example.com/yes',
  cancel_url: 'https://example.com/no',
};
const PORTAL = { return_url: 'https://example.com/back' };
const INFO = '/payments/get_subscription_info';
const CANCEL = '/payments/cancel_plan_with_redirect_to_stripe';
const REACTIVATE = '/payments/reactivate_plan';

async function ask(bench: TestBench, method: string, path: string, body?: object): Promise<unknown> {
  const response = await bench.request(method, path, body);
  expect([path, response.status]).toEqual([path, 200]);
  return response.json();
}

describe('billing', () => {
  it('says of a free account that nothing was bought', async () => {
    const bench = createBench({ plan: 'free' });
    expect(await ask(bench, 'POST', INFO)).toMatchObject({ status: 'none', plan: 'free', plan_price: null });
    expect(await ask(bench, 'GET', '/pro/plan_details')).toMatchObject({
      current_plan_status: 'NeverSubscribed',
      downgrade_at: null,
    });
  });

  it('cancels, says until when the plan lasts, and goes on again', async () => {
    const bench = createBench();
    expect(await ask(bench, 'POST', INFO)).toMatchObject({
      status: 'autorenew',
      plan: 'pro',
      expiration_date: '2027-03-04T09:30:00Z',
    });
    expect((await bench.request('POST', REACTIVATE)).status).toBe(403);
    await ask(bench, 'POST', CANCEL, { reason_text: 'r' });
    expect(await ask(bench, 'POST', INFO)).toMatchObject({ status: 'canceled', plan: 'pro' });
    expect(await ask(bench, 'GET', '/pro/plan_details')).toMatchObject({
      current_plan_status: 'Cancelled',
      downgrade_at: '2027-03-04T09:30:00Z',
    });
    expect(await ask(bench, 'POST', REACTIVATE)).toMatchObject({ status: 'autorenew' });
  });

  it.each([
    ['pro', '/pro/upgrade', CHECKOUT, 403],
    ['pro', '/pro/trial', CHECKOUT, 403],
    ['pro', '/pro/billing_portal', PORTAL, 200],
    ['pro', '/pro/billing_portal', {}, 400],
    ['free', '/pro/upgrade', { ...CHECKOUT, trial_period_days: null }, 200],
    ['free', '/pro/upgrade', { ...CHECKOUT, currency: 'XXX' }, 400],
    ['free', '/pro/upgrade', { ...CHECKOUT, success_url: 'nowhere' }, 400],
    ['free', '/pro/trial', CHECKOUT, 200],
    ['free', '/pro/billing_portal', PORTAL, 403],
    ['free', CANCEL, {}, 403],
    ['free', REACTIVATE, {}, 403],
    ['free', '/workspaces/upgrade', { ...CHECKOUT, workspace_id: '2150999999' }, 404],
    ['free', '/workspaces/trial', CHECKOUT, 400],
  ] as const)('on %s, %s %j answers %i', async (plan, path, body, status) => {
    const bench = createBench({ plan });
    expect((await bench.request('POST', path, body)).status).toBe(status);
  });

  it('counts what a workspace holds', async () => {
    const bench = createBench();
    const workspace = await bench.create('workspace_add', { name: 'W' });
    await bench.create('project_add', { name: 'P', workspace_id: workspace });
    expect(await ask(bench, 'GET', `/workspaces/plan_details?workspace_id=${workspace}`)).toMatchObject({
      current_member_count: 1,
      current_active_projects: 1,
      current_plan: 'Starter',
    });
    const checkout = { ...CHECKOUT, workspace_id: workspace };
    for (const path of ['/workspaces/upgrade', '/workspaces/trial'])
      expect(await ask(bench, 'POST', path, checkout)).toMatchObject({
        checkout_session_url: expect.stringMatching(/^https:/),
      });
    const portal = await bench.request('POST', '/workspaces/billing_portal', {
      ...PORTAL,
      workspace_id: workspace,
    });
    expect(portal.status).toBe(403);
  });

  it('tells prices as numbers or as texts', async () => {
    const bench = createBench();
    expect(await ask(bench, 'GET', '/pricing')).toMatchObject({ v1: { pro: { USD: { monthly: 100 } } } });
    expect(await ask(bench, 'GET', '/pricing?formatted=true')).toMatchObject({
      v1: { pro: { USD: { monthly: '$1.00' } } },
    });
  });
});
