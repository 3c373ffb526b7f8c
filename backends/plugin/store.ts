/**
 * A plug-in as a `RecordStore`: every call goes to its Worker as a message, and every
 * answer is checked before it is believed.
 *
 * @module
 */

import {
  ConflictError,
  DamagedError,
  LimitError,
  UnavailableError,
} from "../../core/errors.ts";
import type {
  Backup,
  RecordChange,
  RecordFeatures,
  RecordKey,
  RecordStore,
  StoredRecord,
  Versioned,
} from "../../core/ports.ts";
