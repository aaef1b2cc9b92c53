// Paired devices, as they call, and their owner, who pairs them.

import * as z from 'zod';
import { DEVICES, MOBILE } from '../../protocol/endpoints/mobile.ts';
import { SIGNATURE_HEADERS } from '../../protocol/mobile-signature.ts';
import type { SignedRequest } from '../../replicas/mobile/signature.ts';
import { isAccount } from '../accounts.ts';
import type { CallAnswer } from '../calls.ts';
import { failed, wrongCode, wrongSignature } from '../object/device-answers.ts';
import { pairingPlaceOf } from '../edge/public-url.ts';
import type { DeviceInputs, DeviceName } from '../device-inputs.ts';
import { parseJson } from '../parse-input.ts';
import { problemResponse } from '../problems.ts';
import { coordinatorOf, isUpgrade, route, type Route, type RouteContext } from './route.ts';

/** What devices call. */
export const MOBILE_ROUTES: readonly Route[] = [
  route(MOBILE.registerDevice, (context, { query, body }) =>
    ofAccount(context, query.account, { work: () => ask(context, 'register', body), refuse: wrongCode }),
  ),
  // The body is looked at only once its signature is known to be right.
  route({ ...MOBILE.syncDevice, takes: { query: MOBILE.syncDevice.takes.query } }, (context, { query }) =>
    ofAccount(context, query.account, {
      work: async () => ask(context, 'sync', await requestOf(context)),
      // What is no JSON is told so by every account.
      refuse: async () => {
        const report = parseJson(await context.req.text(), z.unknown());
        return report.ok ? wrongSignature(Date.now()) : failed(Date.now(), 400, report.error.detail);
      },
    }),
  ),
  route(MOBILE.deviceChanges, (context, { query: { account, deviceId: _named, ...query } }) =>
    ofAccount(context, account, {
      work: async () => ask(context, 'changes', { request: await requestOf(context), query }),
      refuse: () => wrongSignature(Date.now()),
    }),
  ),
  route(MOBILE.deviceSocket, async (context, { query }) =>
    isUpgrade(context)
      ? ofAccount<CallAnswer | Response>(context, query.account, {
          work: () => coordinatorOf(context).fetch(context.req.raw),
          refuse: () => wrongSignature(Date.now()),
        })
      : problemResponse({ kind: 'upgrade_required' }),
  ),
];

/** What their owner calls. */
export const DEVICE_ROUTES: readonly Route[] = [
  route(DEVICES.devices, (context) => ask(context, 'devices', null)),
  route(DEVICES.makePairingCode, (context, { body: { name, qr = false } }) =>
    ask(context, 'makeCode', { name, qr, place: pairingPlaceOf(context) }),
  ),
  route(DEVICES.renameDevice, (context, { path, body }) => ask(context, 'rename', { ...path, ...body })),
  route(DEVICES.readmitDevice, (context, { path }) => ask(context, 'readmit', path)),
  route(DEVICES.revokeDevice, (context, { path }) => ask(context, 'revoke', path)),
];

function ask<Name extends DeviceName>(
  context: RouteContext,
  name: Name,
  input: DeviceInputs[Name],
): Promise<CallAnswer> {
  return coordinatorOf(context).devices(name, input);
}

/** An account that there is not is answered like one that knows neither the device nor the code. */
async function ofAccount<Answer extends CallAnswer | Response>(
  context: RouteContext,
  account: string | undefined,
  {
    work,
    refuse,
  }: { readonly work: () => Promise<Answer>; readonly refuse: () => CallAnswer | Promise<CallAnswer> },
): Promise<Answer | CallAnswer> {
  if (account === undefined) return work();
  if (!isAccount(context.env, account)) return refuse();
  context.set('account', account);
  return work();
}

async function requestOf({ req }: RouteContext): Promise<SignedRequest> {
  const headers = SIGNATURE_HEADERS.flatMap((name) => {
    const value = req.header(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const url = new URL(req.url);
  return {
    method: req.method,
    path: url.pathname,
    query: url.search.slice(1),
    headers: Object.fromEntries(headers),
    body: await req.text(),
  };
}
