/**
 * The least that AWS has to allow for a table, as policies of its Identity and Access
 * Management ("Actions, resources, and condition keys for Amazon DynamoDB", Service
 * Authorization Reference).
 *
 * @module
 */

/** A policy document. */
export interface Policy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

interface Statement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
}

/** What a table is used for, each with what it takes. */
export interface Policies {
  readonly reading: Policy;
  readonly writing: Policy;
  readonly administration: Policy;
}

const READING = ["GetItem", "BatchGetItem", "Query", "Scan"];
const WRITING = [...READING, "PutItem", "DeleteItem", "ConditionCheckItem"];
const MAKING = ["CreateTable", "DescribeTable", "UpdateContinuousBackups"];
const BACKUPS = ["CreateBackup", "ListBackups", "DescribeBackup"];
/** A restore goes by a table of its own, which is deleted afterwards. */
const RESTORING = [
  ...[
    "RestoreTableFromBackup",
    "DescribeTable",
    "DeleteTable",
    "GetItem",
    "Scan",
    "Query",
  ],
  ...["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"],
];

/** The policies for a table; where no region is named, for any. */
export function policiesFor(
  { table, region }: { table: string; region?: string | undefined },
): Policies {
  const arn = `arn:${partitionOf(region)}:dynamodb:${region ?? "*"}:*:table/${table}`;
  return {
    reading: policy([READING, arn]),
    writing: policy([WRITING, arn]),
    administration: policy(
      [[...WRITING, ...MAKING, ...BACKUPS], arn],
      [RESTORING, [`${arn}/backup/*`, `${arn}.coffer-restore.*`]],
      [["ListTables"], "*"],
    ),
  };
}

/** AWS's separate parts, by the regions in them ("Amazon Resource Names", IAM User Guide). */
function partitionOf(region = ""): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

function policy(
  ...statements: [actions: readonly string[], resource: Statement["Resource"]][]
): Policy {
  return {
    Version: "2012-10-17",
    Statement: statements.map(([actions, Resource]) => ({
      Effect: "Allow",
      Action: actions.map((action) => `dynamodb:${action}`),
      Resource,
    })),
  };
}
