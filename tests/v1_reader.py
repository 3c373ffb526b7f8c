"""A reader of Coffer's wallet format v1, written from docs/format_v1.md alone.

It exists to show that the document is enough, and shares no line with Coffer. It needs
the standard library; for slots with Argon2id also argon2-cffi or PyNaCl, without which it
says "skipped" for those. XChaCha20-Poly1305 is PyNaCl's if that is there, else plain Python.

    python3 tests/v1_reader.py FILE...

takes files of tests/vectors/wallet_v1/ and tests/testkit/manifest.json, and prints a JSON object: for each file what was
read, or which class of error each case was refused with. Numbers in brackets are sections
of the document.
"""

import base64
import calendar
import hashlib
import hmac
import json
import os
import re
import struct
import sys
import unicodedata


class AuthenticationError(Exception):
    """A wrong or missing secret."""


class DamagedError(Exception):
    """Anything else that the document excludes."""


class NotFoundError(Exception):
    """There is no wallet of this format."""


class Skipped(Exception):
    """A package is missing, or it takes what the document has nothing of."""


def need(condition, why):
    if not condition:
        raise DamagedError(why)


# --- XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03, RFC 8439) --------------------------


def _rotate(value, bits):
    return (value << bits | value >> 32 - bits) & 0xFFFFFFFF


def _quarter(state, a, b, c, d):
    for x, y, z, bits in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
        state[x] = (state[x] + state[y]) & 0xFFFFFFFF
        state[z] = _rotate(state[z] ^ state[x], bits)


def _rounds(state):
    for _ in range(10):
        for column in range(4):
            _quarter(state, column, column + 4, column + 8, column + 12)
        for i in range(4):
            _quarter(state, i, (i + 1) % 4 + 4, (i + 2) % 4 + 8, (i + 3) % 4 + 12)
    return state


_CONSTANTS = struct.unpack("<4L", b"expand 32-byte k")


def _hchacha(key, nonce):
    state = _rounds(list(_CONSTANTS + struct.unpack("<8L4L", key + nonce)))
    return struct.pack("<8L", *state[:4], *state[12:])


def _chacha_block(key, counter, nonce):
    state = _CONSTANTS + struct.unpack("<8L", key) + (counter,) + struct.unpack("<3L", nonce)
    mixed = _rounds(list(state))
    return struct.pack("<16L", *((a + b) & 0xFFFFFFFF for a, b in zip(mixed, state)))


def _poly1305(key, message):
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for at in range(0, len(message), 16):
        block = message[at : at + 16] + b"\x01"
        total = (total + int.from_bytes(block, "little")) * r % ((1 << 130) - 5)
    total += int.from_bytes(key[16:], "little")
    return (total & (1 << 128) - 1).to_bytes(16, "little")


def _plain_decrypt(ciphertext, aad, nonce, key):
    subkey, inner = _hchacha(key, nonce[:16]), bytes(4) + nonce[16:]
    body, tag = ciphertext[:-16], ciphertext[-16:]

    def padded(data):
        return data + bytes(-len(data) % 16)

    lengths = struct.pack("<QQ", len(aad), len(body))
    mac_key = _chacha_block(subkey, 0, inner)[:32]
    if not hmac.compare_digest(_poly1305(mac_key, padded(aad) + padded(body) + lengths), tag):
        return None
    stream = b"".join(
        _chacha_block(subkey, 1 + at // 64, inner) for at in range(0, len(body), 64)
    )
    return bytes(a ^ b for a, b in zip(body, stream))


def _nacl_decrypt(ciphertext, aad, nonce, key):
    from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as decrypt
    from nacl.exceptions import CryptoError

    try:
        return decrypt(ciphertext, aad, nonce, key)
    except CryptoError:
        return None


try:
    import nacl.bindings  # noqa: F401

    _decrypt = _nacl_decrypt
except ImportError:
    _decrypt = _plain_decrypt


def aead_open(key, aad, sealed, what):
    need(len(sealed) >= 40, what + " is too short")
    plaintext = _decrypt(sealed[24:], aad, sealed[:24], key)
    need(plaintext is not None, what + " does not open")
    return plaintext


# --- other primitives -------------------------------------------------------------------


def hmac_sha256(key, message):
    return hmac.new(key, message, hashlib.sha256).digest()


def hkdf(name, material, salt, info, length):
    size = hashlib.new(name).digest_size
    prk = hmac.new(salt or bytes(size), material, name).digest()
    out, block = b"", b""
    for i in range(1, -(-length // size) + 1):
        block = hmac.new(prk, block + info + bytes([i]), name).digest()
        out += block
    return out[:length]


def argon2id(password, salt, kdf):
    try:
        from argon2.low_level import Type, hash_secret_raw
    except ImportError:
        try:
            from nacl.pwhash import argon2id as nacl_argon2id
        except ImportError:
            raise Skipped("Argon2id needs argon2-cffi or PyNaCl") from None
        return nacl_argon2id.kdf(32, password, salt, kdf["t"], kdf["m"] * 1024)
    return hash_secret_raw(password, salt, kdf["t"], kdf["m"], kdf["p"], 32, Type.ID)


# --- [1] [3] [4] [5] text forms and encodings --------------------------------------------


def unbase64url(text, what, lengths=None):
    need(isinstance(text, str) and re.fullmatch(r"[A-Za-z0-9_-]*", text), what)
    need(len(text) % 4 != 1, what)
    value = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    need(base64url(value) == text, what)
    need(lengths is None or len(value) in lengths, what)
    return value


def base64url(value):
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def field(value):
    if isinstance(value, int):
        value = struct.pack(">Q", value)
    elif isinstance(value, str):
        value = value.encode()
    return struct.pack(">L", len(value)) + value


def encoded(label, wallet_id, *fields):
    return b"".join(field(value) for value in (label, wallet_id, *fields))


def unpad(padded):
    need(len(padded) >= 4, "a padded text is too short")
    (length,) = struct.unpack(">L", padded[:4])
    need(len(padded) == (4 + length + 31) // 32 * 32, "a padded text of a wrong length")
    need(not any(padded[4 + length :]), "padding that is not zero")
    try:
        return padded[4 : 4 + length].decode()
    except UnicodeDecodeError:
        raise DamagedError("a text that is not UTF-8") from None


def check_time(text):
    form = r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})\.[0-9]{6}Z"
    match = re.fullmatch(form, text)
    need(match, "not a time")
    year, month, day, hour, minute, second = map(int, match.groups())
    need(year >= 1 and 1 <= month <= 12, "not a time")
    need(1 <= day <= calendar.monthrange(year, month)[1], "not a time")
    need(hour <= 23 and minute <= 59 and second <= 59, "not a time")


# --- [6] keys ----------------------------------------------------------------------------


class Keys:
    def __init__(self, wallet_id, epoch, key):
        self.epoch = epoch
        for purpose in ("field", "name", "index", "seal", "digest"):
            info = encoded("coffer/v1/key-" + purpose, wallet_id, epoch)
            setattr(self, purpose, hkdf("sha256", key, b"", info, 32))


def read_keyring(wallet_id, data):
    need(len(data) in (40, 80), "a keyring of a wrong length")
    entries = [data[at : at + 40] for at in range(0, len(data), 40)]
    epochs = [struct.unpack(">Q", entry[:8])[0] for entry in entries]
    need(all(1 <= epoch < 2**53 for epoch in epochs), "a wrong epoch")
    need(len(epochs) == 1 or epochs[1] == epochs[0] + 1, "wrong epochs")
    return {e: Keys(wallet_id, e, entry[8:]) for e, entry in zip(epochs, entries)}


# --- [7] the header ----------------------------------------------------------------------

HEADER = "format walletId names generation count epochs digest slots seal".split()
SLOT = "id kind label kdf salt device commitment wrapped".split()
SALT = range(16, 65)


def members(value, names):
    need(isinstance(value, dict) and list(value) == names, "not the members " + str(names))
    return value


def integer(value, least, most=2**53 - 1):
    need(type(value) is int and least <= value <= most, "not an integer of the format")
    return value


def parse_header(text):
    need(len(text) <= 65536, "too long")
    try:
        parsed = json.loads(text)
        canonical = json.dumps(parsed, separators=(",", ":"))
    except (ValueError, RecursionError):
        raise DamagedError("not JSON") from None
    need(canonical == text, "not the canonical spelling")
    header = members(parsed, HEADER)
    need(header["format"] == "coffer/v1", "another format")
    need(header["names"] in ("sealed", "clear"), "names")
    integer(header["generation"], 1)
    integer(header["count"], 0)
    epochs = header["epochs"]
    need(isinstance(epochs, list) and len(epochs) in (1, 2), "epochs")
    for epoch in epochs:
        integer(epoch, 1)
    need(len(epochs) == 1 or epochs[1] == epochs[0] + 1, "epochs")
    slots = header["slots"]
    need(isinstance(slots, list) and 1 <= len(slots) <= 16, "slots")
    parsed_slots = [parse_slot(slot) for slot in slots]
    need(len({slot["id"] for slot in slots}) == len(slots), "two slots of one id")
    need(sum(slot["work"] for slot in parsed_slots) <= 20_000_000, "too much work")
    return header | {
        "id": unbase64url(header["walletId"], "walletId", [16]),
        "digest": unbase64url(header["digest"], "digest", [72]),
        "seal": unbase64url(header["seal"], "seal", [32]),
        "slots": parsed_slots,
    }


def kdf_fields(kdf):
    """The fields of a KDF, and its work."""
    need(isinstance(kdf, dict), "kdf")
    if kdf.get("name") == "argon2id":
        members(kdf, ["name", "m", "t", "p"])
        integer(kdf["m"], 8192, 262144), integer(kdf["t"], 1, 10), integer(kdf["p"], 1, 1)
        return ["argon2id", kdf["m"], kdf["t"], kdf["p"]], 2 * kdf["m"] * kdf["t"]
    members(kdf, ["name", "iterations"])
    need(kdf["name"] == "pbkdf2-sha512", "an unknown KDF")
    integer(kdf["iterations"], 600000, 10000000)
    return ["pbkdf2-sha512", kdf["iterations"]], kdf["iterations"]


def parse_slot(slot):
    members(slot, SLOT)
    need(isinstance(slot["id"], str) and re.fullmatch("[0-9a-f]{8}", slot["id"]), "id")
    label = slot["label"]
    need(isinstance(label, str), "label")
    try:
        need(len(label.encode()) <= 128, "label")
    except UnicodeEncodeError:
        raise DamagedError("half a surrogate pair") from None
    device, work = slot["device"], 0
    need(isinstance(device, dict), "device")
    if slot["kind"] == "token":
        need(slot["kdf"] == {"name": "none"} and slot["salt"] == "", "a token slot")
        need(device == {"kind": "none"}, "a token slot")
        fields, salt = ["none"], b""
    else:
        need(slot["kind"] == "password", "an unknown kind")
        fields, work = kdf_fields(slot["kdf"])
        salt = unbase64url(slot["salt"], "salt", SALT)
    device_fields, device_salt = [device.get("kind")], b""
    if device.get("kind") == "password":
        members(device, ["kind", "kdf", "salt"])
        more, device_work = kdf_fields(device["kdf"])
        device_salt = unbase64url(device["salt"], "device salt", SALT)
        device_fields += more + [device_salt]
        work += device_work
    else:
        members(device, ["kind"])
        need(device["kind"] in ("none", "random"), "an unknown device")
    commitment = unbase64url(slot["commitment"], "commitment", [32])
    head = [slot["id"], slot["kind"], label]
    return slot | {
        "salt": salt,
        "device_salt": device_salt,
        "commitment": commitment,
        "wrapped": unbase64url(slot["wrapped"], "wrapped", [80, 120]),
        "fields": head + fields + [salt] + device_fields + [commitment],
        "work": work,
    }


def stretch(password, kdf, salt):
    if password == "":
        raise AuthenticationError("an empty password")
    secret = unicodedata.normalize("NFKC", password).encode()
    if kdf["name"] == "argon2id":
        return argon2id(secret, salt, kdf)
    return hashlib.pbkdf2_hmac("sha512", secret, salt, kdf["iterations"], 32)


def parse_token(text):
    if not re.fullmatch(r"cft1_[A-Za-z0-9_-]{48}", text):
        raise AuthenticationError("not a token")
    data = base64.urlsafe_b64decode(text[5:])
    if hashlib.sha256(b"coffer/v1/token-check" + data[:32]).digest()[:4] != data[32:]:
        raise AuthenticationError("a typing error")
    return data[:32]


def parse_sheet(text):
    plain = re.sub(r"[- \t\r\n]", "", text)
    if not re.fullmatch(r"[0-9A-Za-z]{60}", plain):
        raise AuthenticationError("not a recovery sheet")
    plain = plain.upper().replace("O", "0").replace("I", "1").replace("L", "1")
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    if not plain.startswith("CFD1") or any(char not in alphabet for char in plain):
        raise AuthenticationError("not a recovery sheet")
    number = 0
    for char in plain[4:]:
        number = number << 5 | alphabet.index(char)
    data = number.to_bytes(35, "big")
    if hashlib.sha256(b"coffer/v1/recovery-check" + data[:32]).digest()[:3] != data[32:]:
        raise AuthenticationError("a typing error")
    return data[:32]


def device_key(slot, door):
    """The device key of a slot, or None if it is not at hand."""
    kind = slot["device"]["kind"]
    if kind == "none":
        return b""
    if kind == "password" and "devicePassword" in door:
        return stretch(door["devicePassword"], slot["device"]["kdf"], slot["device_salt"])
    return bytes.fromhex(door["deviceKey"]) if "deviceKey" in door else None


def unlock(header, door):
    """[7.7]"""
    kind = "token" if "token" in door else "password"
    token = parse_token(door["token"]) if kind == "token" else None
    slots = [slot for slot in header["slots"] if slot["kind"] == kind]
    slots.sort(key=lambda slot: slot["id"] != door.get("slotId"))
    for slot in slots:
        salt = device_key(slot, door)
        if salt is None:
            continue
        material = token or stretch(door["password"], slot["kdf"], slot["salt"])
        okm = hkdf("sha512", material, salt, b"coffer/v1/kek-" + kind.encode(), 64)
        if not hmac.compare_digest(okm[32:], slot["commitment"]):
            continue
        aad = encoded("coffer/v1/slot", header["id"], *slot["fields"])
        data = aead_open(okm[:32], aad, slot["wrapped"], "the keyring")
        keyring = read_keyring(header["id"], data)
        return open_header(header, keyring)
    raise AuthenticationError("no slot opens")


def open_header(header, keyring):
    """[7.3] [7.4] [8]: the keys that the header names, and the digest's sum."""
    epochs = header["epochs"]
    need(max(keyring) == epochs[-1] and all(e in keyring for e in epochs), "epochs")
    keys = keyring[epochs[-1]]
    slots = [item for slot in header["slots"] for item in slot["fields"] + [slot["wrapped"]]]
    content = ["coffer/v1", header["names"], header["generation"], header["count"]]
    content += [len(epochs), *epochs, header["digest"], len(header["slots"]), *slots]
    seal = hmac_sha256(keys.seal, encoded("coffer/v1/header", header["id"], *content))
    need(hmac.compare_digest(seal, header["seal"]), "the header's seal")
    aad = encoded("coffer/v1/digest", header["id"], header["generation"], header["count"])
    total = aead_open(keys.digest, aad, header["digest"], "the digest")
    need(len(total) == 32, "the digest")
    return {e: keyring[e] for e in epochs}, int.from_bytes(total, "big")


# --- [9] records -------------------------------------------------------------------------

REQUIRED = {"epoch", "id", "rev", "updated", "names", "seal"}
OPTIONAL = {"uid", "pwd", "info", "info_names"}


def sealed_bytes(text):
    need(isinstance(text, str) and text.startswith("c1."), "not a sealed text")
    sealed = unbase64url(text[3:], "a sealed text")
    need(len(sealed) >= 72, "a sealed text is too short")
    return sealed


def decimal(text):
    need(isinstance(text, str) and re.fullmatch("[1-9][0-9]*", text), "not a number")
    return integer(int(text), 1)


class Record:
    def __init__(self, stored, header, keyring, expected=None):
        attributes = stored["attributes"]
        names = set(attributes)
        need(REQUIRED <= names <= REQUIRED | OPTIONAL, "attributes")
        need(("info" in names) == ("info_names" in names), "info and info_names")
        self.epoch, self.rev = decimal(attributes["epoch"]), decimal(attributes["rev"])
        self.id = unbase64url(attributes["id"], "id", [16])
        self.updated = attributes["updated"]
        need(isinstance(self.updated, str), "updated")
        check_time(self.updated)
        self.seal = unbase64url(attributes["seal"], "seal", [32])
        own = attributes["names"]
        need(isinstance(own, dict) and set(own) == {"domain", "access"}, "names")
        own = {name: sealed_bytes(text) for name, text in own.items()}
        self.values = {n: sealed_bytes(attributes[n]) for n in ("uid", "pwd") if n in names}
        self.info = self.read_info(attributes) if "info" in names else None
        need(self.epoch in keyring, "an epoch without a key")
        self.keys, self.wallet_id = keyring[self.epoch], header["id"]
        self.check_seal(stored, header, own)
        self.domain = self.open_text("name", "domain", b"", own["domain"])
        self.access = self.open_text("name", "access", b"", own["access"])
        need(self.place(header) == (stored["domain"], stored["access"]), "the place")
        if expected:
            need((self.domain, self.access) == (expected["domain"], expected["access"]), "!")

    @staticmethod
    def read_info(attributes):
        values, names = attributes["info"], attributes["info_names"]
        need(isinstance(values, dict) and isinstance(names, dict), "info")
        need(set(values) == set(names), "info and info_names")
        return {
            unbase64url(h, "a hash", [32]): (sealed_bytes(names[h]), sealed_bytes(values[h]))
            for h in values
        }

    def check_seal(self, stored, header, own):
        """[9.4]"""
        places = [stored["domain"], stored["access"]]
        if header["names"] == "sealed":
            places = [unbase64url(place, "a place") for place in places]
        content = [self.epoch, self.id, header["names"], *places, self.rev, self.updated]
        content += [own["domain"], own["access"]]
        for name in ("uid", "pwd"):
            content += [1, self.values[name]] if name in self.values else [0]
        if self.info is None:
            content += [0]
        else:
            content += [1, len(self.info)]
            for digest in sorted(self.info):
                content += [digest, *self.info[digest]]
        seal = hmac_sha256(
            self.keys.seal, encoded("coffer/v1/record", self.wallet_id, *content)
        )
        need(hmac.compare_digest(seal, self.seal), "the record's seal")

    def open_text(self, label, kind, digest, sealed):
        """[9.3]"""
        what = "coffer/v1/" + label
        aad = encoded(what, self.wallet_id, self.epoch, self.id, kind, digest)
        return unpad(aead_open(getattr(self.keys, label), aad, sealed, kind))

    def hashed(self, label, *fields):
        return hmac_sha256(
            self.keys.index, encoded("coffer/v1/index-" + label, self.wallet_id, *fields)
        )

    def place(self, header):
        """[9.1]"""
        if header["names"] == "clear":
            return self.domain, self.access
        return (
            base64url(self.hashed("domain", self.domain)),
            base64url(self.hashed("access", self.domain, self.access)),
        )

    def member(self):
        content = encoded("coffer/v1/member", self.wallet_id, self.seal)
        return int.from_bytes(hmac_sha256(self.keys.seal, content), "big")

    def plain(self):
        values = {
            name: self.open_text("field", name, b"", self.values[name])
            if name in self.values
            else None
            for name in ("uid", "pwd")
        }
        info = None if self.info is None else []
        for digest, (name, value) in (self.info or {}).items():
            text = self.open_text("name", "info", digest, name)
            need(self.hashed("info", self.id, text) == digest, "the name of an entry")
            info.append([text, self.open_text("field", "info", digest, value)])
        if info:
            info.sort(key=lambda entry: entry[0].encode())
        own = {"domain": self.domain, "access": self.access}
        return own | values | {"info": info, "updated": self.updated}


def full_read(header, keyring, total, stored):
    """[10]"""
    records = [Record(record, header, keyring) for record in stored]
    need(len(records) == header["count"], "the number of records")
    need(sum(record.member() for record in records) % (1 << 256) == total, "the digest")
    need(len({record.id for record in records}) == len(records), "a recordId twice")
    names = {(record.domain, record.access) for record in records}
    need(len(names) == len(records), "a name twice")
    return [record.plain() for record in records]


# --- [9.6] a store in a file ---------------------------------------------------------------


def distinct(pairs):
    names = [name for name, _ in pairs]
    need(len(set(names)) == len(names), "a name twice")
    return dict(pairs)


def read_store(data):
    """The header's text and the records of a file."""
    try:
        store = json.loads(data.decode(), object_pairs_hook=distinct)
    except (ValueError, RecursionError):
        raise DamagedError("not JSON") from None
    need(isinstance(store, dict) and set(store) == {"coffer", "header", "records"}, "file")
    need(store["coffer"] == 1 and store["coffer"] is not True, "the layout")
    if store["header"] is None:
        raise NotFoundError("no header")
    need(isinstance(store["header"], str), "the header")
    records = store["records"]
    need(isinstance(records, list), "the records")
    for record in records:
        need(isinstance(record, dict), "a record")
        need(set(record) == {"domain", "access", "attributes"}, "a record")
        need(isinstance(record["domain"], str) and isinstance(record["access"], str), "place")
        need(isinstance(record["attributes"], dict), "attributes")
    places = {(record["domain"], record["access"]) for record in records}
    need(len(places) == len(records), "a place twice")
    return store["header"], records


def read_kit_case(case, folder):
    if "after" in case["open"]:
        raise Skipped("what a device has seen is no part of the format")
    with open(os.path.join(folder, case["file"]), "rb") as file:
        text, records = read_store(file.read())
    header = parse_header(text)
    full_read(header, *unlock(header, case["open"]), records)
    return "opens"


def read_kit(manifest, folder):
    cases = [case for case in manifest["cases"] if case["kind"] == "wallet"]
    return {case["name"]: outcome(lambda: read_kit_case(case, folder)) for case in cases}


# --- the files of tests/vectors/wallet_v1/ ----------------------------------------------


def with_keyring(content):
    header = parse_header(content["header"])
    keyring = read_keyring(header["id"], bytes.fromhex(content["keyring"]))
    return header, *open_header(header, keyring)


def outcome(read):
    try:
        return read()
    except (AuthenticationError, DamagedError, NotFoundError) as error:
        return type(error).__name__
    except Skipped as error:
        return "skipped: " + str(error)


def read_wallet(content):
    def through(door):
        header = parse_header(content["header"])
        keyring, total = unlock(header, door)
        return full_read(header, keyring, total, content["records"])

    return {door["slotId"]: outcome(lambda: through(door)) for door in content["doors"]}


def read_headers(cases):
    def read(case):
        header = parse_header(case["header"])
        return unlock(header, case["opensWith"]) and "opened" if "opensWith" in case else "read"

    return [outcome(lambda: read(case)) for case in cases]


def read_records(content):
    header, keyring, _ = with_keyring(content)

    def read(case):
        return Record(case["record"], header, keyring, case.get("expected")).plain()

    return [outcome(lambda: read(case)) for case in content["cases"]]


def read_wallets(content):
    def read(case):
        return full_read(*with_keyring(case | {"keyring": content["keyring"]}), case["records"])

    return [outcome(lambda: read(case)) for case in content["cases"]]


def read_texts(content):
    tokens = [outcome(lambda: parse_token(it["text"]).hex()) for it in content["tokens"]]
    sheets = content["recoverySheets"]
    return tokens + [outcome(lambda: parse_sheet(it["text"]).hex()) for it in sheets]


def read_padded(content):
    both = content["valid"] + content["invalid"]
    return [outcome(lambda: unpad(bytes.fromhex(it["padded"]))) for it in both]


READERS = {
    "wallet_sealed.json": read_wallet,
    "wallet_clear.json": read_wallet,
    "wallet_renewing.json": read_wallet,
    "header_forms_invalid.json": read_headers,
    "headers_invalid.json": read_headers,
    "records_invalid.json": read_records,
    "wallets_invalid.json": read_wallets,
    "secret_texts.json": read_texts,
    "secret_texts_invalid.json": read_texts,
    "padded_texts.json": read_padded,
    "base64url_invalid.json": lambda cases: [
        outcome(lambda: unbase64url(case["text"], "text").hex()) for case in cases
    ],
}


def main(paths):
    results = {}
    for path in paths:
        name = re.split(r"[/\\]", path)[-1]
        with open(path, encoding="ascii") as file:
            content = json.load(file)
        if name == "manifest.json":
            results[name] = read_kit(content, os.path.dirname(path))
        else:
            results[name] = READERS[name](content)
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
