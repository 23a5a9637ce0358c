import { shareInWorker } from "../support/share-in-worker.ts";
import { Computer } from "./computer.ts";

/** A computer for all tests of this process. */
export const sharedComputer = shareInWorker(new Computer());
