// The nodes of a script's syntax tree that the walk knows, by the names they have in unbash.
import type { PipelineNode } from "unbash";

export type {
  AndOr,
  Assignment,
  Case,
  Command,
  CommandArgument,
  CompoundList,
  If,
  Redirection,
  Statement,
} from "unbash";

import type { AndOr, CompoundList } from "unbash";

/** Anything that runs. */
export type Node = PipelineNode | AndOr | CompoundList;
