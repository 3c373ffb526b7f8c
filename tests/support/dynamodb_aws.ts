/**
 * What only AWS has, made of a local engine: on-demand backups, point-in-time recovery,
 * deletion protection. It answers in the service's own JSON, and the engine never sees
 * these requests.
 *
 * @module
 */

import type { Fault, Proxy, Seen } from "./dynamodb_proxy.ts";

interface Kept {
  BackupArn: string;
  BackupName: string;
  BackupCreationDateTime: number;
  TableName: string;
  // deno-lint-ignore no-explicit-any -- the service's own JSON
  Items: any[];
}

/** How many backups one answer lists. */
const PAGE = 2;

/** Lets a proxy answer as AWS would; gives the backups that it keeps. */
export function likeAws(proxy: Proxy): Kept[] {
  const kept: Kept[] = [];
  const ACTIONS: Record<string, (body: Seen["body"]) => Fault | Promise<Fault>> = {
    async CreateBackup({ TableName, BackupName }) {
      const { Items } = await proxy.send("Scan", { TableName });
      const [at, region] = [kept.length, "arn:aws:dynamodb:eu-west-1:1:table"];
      const backup: Kept = {
        BackupArn: `${region}/${TableName}/backup/${at}`,
        BackupName,
        BackupCreationDateTime: 1_700_000_000.25 + at,
        TableName,
        Items,
      };
      kept.push(backup);
      return { answer: { BackupDetails: summary(backup) } };
    },
    ListBackups({ TableName, ExclusiveStartBackupArn }) {
      const all = kept.filter((backup) => backup.TableName === TableName);
      const from = 1 +
        all.findIndex((each) => each.BackupArn === ExclusiveStartBackupArn);
      const page = all.slice(from, from + PAGE);
      const rest = from + PAGE < all.length;
      return {
        answer: {
          BackupSummaries: page.map(summary),
          ...(rest && { LastEvaluatedBackupArn: page.at(-1)!.BackupArn }),
        },
      };
    },
    async RestoreTableFromBackup({ BackupArn, TargetTableName }) {
      const backup = kept.find((each) => each.BackupArn === BackupArn)!;
      const key = (name: string) => ({ AttributeName: name, AttributeType: "S" });
      await proxy.send("CreateTable", {
        TableName: TargetTableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [key("domain"), key("access")],
        KeySchema: [
          { AttributeName: "domain", KeyType: "HASH" },
          { AttributeName: "access", KeyType: "RANGE" },
        ],
      });
      for (const Item of backup.Items) {
        await proxy.send("PutItem", { TableName: TargetTableName, Item });
      }
      return { answer: { TableDescription: { TableStatus: "CREATING" } } };
    },
    UpdateContinuousBackups: () => ({ answer: {} }),
  };
  proxy.fault = (request) => ACTIONS[request.action]?.(request.body);
  return kept;
}

function summary({ Items: _, ...backup }: Kept): unknown {
  return { ...backup, BackupStatus: "AVAILABLE", BackupType: "USER" };
}
