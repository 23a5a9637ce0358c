import { inject } from "vitest";
import { clusterVariable } from "./database.ts";

/** Every service that a test starts keeps its data in the PostgreSQL of this run. */
process.env[clusterVariable] = inject("postgres");
