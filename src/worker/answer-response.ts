// How an account's answer looks over HTTP.

import type { CallAnswer } from './calls.ts';
import { problemResponse } from './problems.ts';

/** Answers with JSON text. */
export function answerJson(
  text: string,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(text, {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  });
}

/** Turns an account's answer into the client's. */
export function answerOf(answer: CallAnswer): Response {
  return answer.ok ? answerJson(answer.json, answer.status, answer.headers) : problemResponse(answer.failure);
}
