// Which installation keeps the pair: the owner's two words about it.

import { coordinatorOf, passOn, type Route } from './route.ts';

/** `POST /v1/keeper/take-over`, `POST /v1/keeper/leave`: both answer with the status. */
export const KEEPER_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/keeper/take-over',
    answer: (context) => passOn(coordinatorOf(context).takeOver()),
  },
  { method: 'POST', path: '/v1/keeper/leave', answer: (context) => passOn(coordinatorOf(context).leave()) },
];
