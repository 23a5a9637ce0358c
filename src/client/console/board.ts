import { Board, Expiries, RenewalList, type RenewalQuery } from "../../protocol/console/board.ts";
import { consolePaths } from "../../protocol/console/paths.ts";
import type { Service } from "../ask.ts";
import { callFor } from "./call.ts";

/** Where the renewals stand, by number. @throws as `call` does */
export async function askBoard(service: Service): Promise<Board> {
  return await callFor(service, Board, consolePaths.board);
}

/** A page of renewals. @throws as `call` does */
export async function listRenewals(service: Service, { show, page }: RenewalQuery): Promise<RenewalList> {
  return await callFor(service, RenewalList, `${consolePaths.boardRenewals}?show=${show}&page=${page}`);
}

/** How many certificates end in each of the spans between moments, which are ascending. @throws as `call` does */
export async function askExpiries(service: Service, moments: readonly Date[]): Promise<Expiries> {
  const at = moments.map((moment) => moment.toISOString()).join(",");
  return await callFor(service, Expiries, `${consolePaths.boardExpiries}?at=${at}`);
}
