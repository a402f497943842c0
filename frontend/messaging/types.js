/**
 * What the pages of sealed messages may ask of the Worker, and what they hear. Types only: nothing here runs.
 *
 * Identifiers are 32 lower-case hex signs, hashes 64, as in the addresses. Times are milliseconds since 1970. Keys, secrets and
 * `k_f` never stand in any of these: they do not leave the Worker.
 */

/** @typedef {string} Id */
/** @typedef {string} Hash */

/**
 * Why something was not done: the code of an `EngineError`, of a `Refused` item, of `composer.code`, of a `Stop`. The server's own
 * codes (section 7 of docs/messaging-protocol.md) arrive as they are.
 *
 * This browser:
 * `unsupported` a self-test of the cryptography failed, `detail.missing` names it · `storage-refused` the browser keeps nothing
 * (private window): it works, but nothing survives the page; only `keepUnsent` and unlocking for long are refused · `storage-full` nothing
 * more can be kept here · `offline` the server did not answer, `detail.kept` when the text lies sealed in this browser and will be sent
 * · `signed-out` · `busy` another tab is doing the same · `clock` this browser's clock is wrong, `detail.server` is the server's time
 *
 * The member's keys:
 * `no-identity` set-up is not done · `identity-exists` it is done already · `locked` · `wrong-words` · `wrong-recovery` · `recovery-typing`
 * a group or its check signs are mistyped · `second-factor` to be shown again · `wrong-group` the group typed back at set-up · `wrong-passkey` · `kdf-too-weak` ·
 * `blob-often` opened too often within the hour · `blob-version` another browser changed the keys: `state()` again
 *
 * Stops, until the member has read them; nothing is sealed, nothing opened, `evidence()` gives the file:
 * `server-key-changed` `log-rolled-back` `log-forked` `own-key-unknown` `blob-not-mine` `blob-rolled-back` `order-broken` (one conversation)
 *
 * A conversation:
 * `not-found` · `key-not-in-log` the keys of `detail.identity` are not proven · `key-changed` a verified person has other keys: decide first
 * · `numbers-changed` other keys than those whose number was shown: compare anew · `name-changed` another name than the one that was shown: look again · `changes-unseen` members changed: `acknowledge` first · `person-ended` a member's membership ended: the next epoch leaves him out,
 * by itself · `not-member` I left or was left out · `no-keys` `detail.identity` has not set up messages · `epoch-refused` the conversation is
 * closed: what followed is not proven · `begun-before` this text, as it stood earlier, has begun `detail.conv` already · `too-long` · `too-many-files` · `file-too-large` · `file-damaged` · `malformed`
 *
 * @typedef {string} Code
 */

/**
 * @typedef {object} State
 * @property {"unsupported" | "signed-out" | "set-up" | "locked" | "open" | "stopped"} status
 * @property {Code | null} code why, when unsupported or stopped
 * @property {Id | null} identity my own
 * @property {number | null} gen
 * @property {boolean} kept false when this browser keeps nothing (private window, refused or cleared storage)
 * @property {boolean} known false when this browser kept no checkpoint of the log: what the blob holds is the only memory
 * @property {boolean} passkey whether one of the wraps is a passkey's, as far as it is known without asking for the wraps
 * @property {number} unsent texts that lie sealed in this browser
 * @property {number | null} locksAt when it locks by itself, unless it is used
 * @property {"none" | "asked" | "may"} reset a new start with other keys: `may` now, while locked
 */

/** What is said of somebody. @typedef {{ function: string, authority: string, state: string, name: string }} Words */

/**
 * @typedef {object} Person
 * @property {Id | null} identity null: has not set up messages
 * @property {string} function
 * @property {string} authority
 * @property {string} state the State
 * @property {string} name
 * @property {string} url of the profile
 * @property {boolean} self
 * @property {boolean} ended
 * @property {"verified" | "seen" | "new" | "renamed" | "changed" | "unproven"} trust `renamed`: the keys are those that were verified, and the
 * server says, in each language, another function, authority, State or name than stood beside them; `changed`: was verified, has other keys, undecided; `unproven`: the keys are
 * not in the log as they should be, nothing is sealed to them
 * @property {Words | null} compared what stood beside the keys when they were verified, or was
 * accepted last; null: what stands there now
 * @property {Words | null} translated what the server says in the language of the page, where `function`, `authority`, `state` and `name` are those that the member accepted in another
 */

/**
 * @typedef {object} ConversationLine
 * @property {Id} conv
 * @property {string | null} title null when it cannot be opened
 * @property {Code | null} code why not
 * @property {Person[]} members without me and those who left
 * @property {number} unread
 * @property {number} retention days; 0 a hold
 * @property {number} lastTime
 * @property {number} unsent
 * @property {boolean} draft whether a text was begun here and not sent
 */

/**
 * What stands at the composer. `people` can read what is written now.
 *
 * @typedef {object} Composer
 * @property {boolean} allowed
 * @property {Code | null} code why not
 * @property {Person | null} person whom the code is about
 * @property {Hash[]} changes what `acknowledge` wants, oldest first, when the code is `changes-unseen`
 * @property {Person[]} people
 */

/**
 * @typedef {object} Head
 * @property {Id} conv
 * @property {string | null} title
 * @property {Person[]} members with me, functions and States before names; until the next epoch also those who left
 * @property {Id[]} left
 * @property {number} retention
 * @property {number} readableFrom `seq` of the first entry I may read
 * @property {Composer} composer
 * @property {boolean} older whether `older(conv)` has more
 * @property {number} unread
 * @property {number} lastSeq
 * @property {Code | null} stopped
 */

/**
 * A file as the page sees it; its key stays in the Worker.
 *
 * @typedef {object} Manifest
 * @property {Id} file
 * @property {string} name
 * @property {string} type as the sender says
 * @property {number} size
 */

/**
 * A line in the flow, in the order of `seq`; what is not acknowledged yet stands at the end (`seq` null). `key` stays the same when a line
 * changes (a pending message keeps its key when it becomes a message).
 *
 * @typedef {Message | Title | Change | Left | Missing | RefusedItem | Erased} Item
 */

/**
 * @typedef {object} Message
 * @property {"message"} type
 * @property {string} key
 * @property {number | null} seq
 * @property {Hash | null} hash
 * @property {Person} sender
 * @property {boolean} own
 * @property {number} time the server's
 * @property {string} body
 * @property {Hash | null} replyTo
 * @property {0 | 1 | 2 | 3 | 4} code handling code: CLEAR, GREEN, AMBER, AMBER+STRICT, RED
 * @property {Manifest[]} files
 * @property {"waiting" | "sending" | "refused" | "sent" | "delivered" | "read" | "received"} delivery the last for what others wrote;
 * `delivered` and `read`: by all the others
 * @property {Code | null} refusal when `refused`: it lies here until `retry` or `discard`
 */
/**
 * @typedef {object} Title
 * @property {"title"} type
 * @property {string} key
 * @property {number | null} seq
 * @property {Person} sender
 * @property {number} time
 * @property {string} title
 */
/**
 * Members or keys changed: an epoch record.
 *
 * @typedef {object} Change
 * @property {"change"} type
 * @property {string} key
 * @property {number} seq
 * @property {Hash} hash for `acknowledge`
 * @property {"begun" | "added" | "removed" | "keys" | "renewed"} reason
 * @property {Person} by
 * @property {number} time
 * @property {Person[]} added
 * @property {Person[]} removed
 * @property {Person[]} keys who has new keys
 * @property {Person[]} broken of those, whose keys were reset or declared stolen: a visible break
 * @property {Id[]} withHistory of those added, who can read what was before
 * @property {boolean} seen false: blocks sending until acknowledged
 */
/**
 * @typedef {object} Left
 * @property {"left"} type
 * @property {string} key
 * @property {number} seq
 * @property {Person} person
 * @property {number} time
 */
/**
 * Messages that were sent and are not there.
 *
 * @typedef {object} Missing
 * @property {"missing"} type
 * @property {string} key
 * @property {number} seq before which they are missing
 * @property {Person} sender
 * @property {number} count
 */
/**
 * Something that did not pass; there is no text of it.
 *
 * @typedef {object} RefusedItem
 * @property {"refused"} type
 * @property {string} key
 * @property {number} seq
 * @property {Person | null} sender null when not even that is proven
 * @property {Code} code
 */
/**
 * @typedef {object} Erased
 * @property {"erased" | "withheld" | "unreadable" | "keys-lost"} type `erased` by retention; `withheld` by the server without right; `unreadable`
 * from before I was added; `keys-lost` sealed to keys of mine from before I began anew
 * @property {string} key
 * @property {number} seq
 */

/**
 * What `watch` calls back. `items` holds new and changed lines; `gone` the keys of lines that are no longer there.
 *
 * @typedef {{ head?: Head, items?: Item[], gone?: string[], stopped?: Code }} Happening
 */

/**
 * @typedef {object} Draft
 * @property {string} body
 * @property {Hash | null} [replyTo]
 * @property {0 | 1 | 2 | 3 | 4} [code] CLEAR (0) by default
 * @property {Id[]} [files] of manifests that `attach` gave
 */

/**
 * What is being written. A conversation that is not begun has a title, a time for which it is kept, and people; any other the rest.
 *
 * @typedef {object} Begun
 * @property {string} body
 * @property {number} code
 * @property {Hash | null} [replyTo]
 * @property {Id[]} [files] of manifests that `attach` gave
 * @property {string} [title]
 * @property {number} [retention]
 * @property {Id[]} [to]
 */
/**
 * The same as it comes back. `gone`: so many of its files are not on the server any more.
 *
 * @typedef {Omit<Begun, "files" | "to"> & { key: string, files: Manifest[], to: Person[], gone: number }} Returned
 */
/** @typedef {{ key: string, title: string, body: string, time: number }} BegunLine a conversation that was not begun */

/**
 * `waiting`: the text lies sealed in this browser and goes out by itself, now or after the next unlock; the composer may be emptied.
 *
 * @typedef {{ key: string, delivery: "sent" | "waiting" }} Sent
 */

/**
 * @typedef {object} SafetyNumber
 * @property {string} digits sixty, to be shown in twelve groups of five
 * @property {string} qr the text of the QR code
 * @property {Person} person
 */

/**
 * Exactly what the secretariat would be handed.
 *
 * @typedef {object} ReportPreview
 * @property {{ hash: Hash, sender: Person, time: number, body: string, code: number, files: Manifest[] }[]} messages
 * @property {string} reason
 * @property {number} bytes
 */

/**
 * `groups`: fourteen groups of four signs. `ask`: which of them is typed back, counted from 0.
 *
 * @typedef {{ groups: string[], ask: number }} Sheet
 */

/**
 * What a passkey gave: the credential's id and the output of its PRF at `passkeyInput()`. Both are wiped after use.
 *
 * @typedef {{ credential: Uint8Array, output: Uint8Array }} Prf
 */

/** @typedef {{ words: string } | { recovery: string } | { prf: Prf }} Opening */

/** @typedef {{ hit: Message, conv: Id, title: string | null }} Found */

/**
 * Every call returns a promise and rejects with an `EngineError`.
 *
 * @typedef {object} Engine
 * @property {() => Promise<State>} state asks the server and says where the member stands; begins nothing
 * @property {(callback: (happening: { state?: State, unread?: { conv: Id, messages: boolean } }) => void) => () => void} listen hears of locking, of stops, of other tabs, and of what others
 * did in a conversation (`messages`: a message is among it); returns
 * what ends the listening
 * @property {(language: "en" | "fr" | "ar") => Promise<{ words: string[] }>} words six new words, for set-up or for `newWords`; asking again gives others
 * @property {() => Promise<Sheet>} recoverySheet a new recovery key, for set-up or for `newSheet`
 * @property {() => Promise<Uint8Array>} passkeyInput where the PRF is evaluated; reserves the identity when there is none yet
 * @property {(how: { typedGroup: string, prf?: Prf }) => Promise<State>} finishSetup after `words` and `recoverySheet`; registers the keys. Call again after `offline`:
 * it never registers twice. With leave to begin anew (`reset` is `may`) it registers other keys than those that were lost; `second-factor`: show it again first
 * @property {(opening: Opening) => Promise<State>} unlock
 * @property {() => Promise<State>} lock here and in every tab of this browser
 * @property {(query: string) => Promise<Person[]>} people who can be written to
 * @property {(page?: { before?: string }) => Promise<{ lines: ConversationLine[], begun: BegunLine[], before: string | null }>} conversations newest first
 * @property {(start: { members: Id[], title: string, retention: 30 | 90 | 365 | 0, body: string, code?: number }) => Promise<{ conv: Id }>} startConversation
 * @property {(conv: Id) => Promise<{ head: Head, items: Item[] }>} openConversation the newest lines
 * @property {(conv: Id) => Promise<{ head: Head, items: Item[] }>} older the lines before
 * @property {(conv: Id, callback: (happening: Happening) => void) => Promise<() => void>} watch returns what ends the watching
 * @property {(conv: Id, draft: Draft) => Promise<Sent>} send
 * @property {(place: Id | "new" | `report/${Hash}`, writing: Begun | null) => Promise<{ kept: boolean, key: string }>} keepDraft keeps, sealed, what is being written, until it is
 * sent or null is kept; not `kept`: it goes with the page
 * @property {(place: Id | "new" | `report/${Hash}`, key?: string) => Promise<Returned | null>} draft what was begun there, here or in a tab that is gone; of new conversations the
 * one named, or this tab's
 * @property {(key: string) => Promise<void>} dropDraft
 * @property {(conv: Id, key: string) => Promise<Sent>} retry a refused or waiting text
 * @property {(conv: Id, key: string) => Promise<{ body: string }>} discard gives the text back and forgets it
 * @property {(conv: Id, how: { members: Id[], withHistory: boolean }) => Promise<void>} addMembers
 * @property {(conv: Id, identity: Id) => Promise<void>} removeMember
 * @property {(conv: Id) => Promise<void>} leave
 * @property {(conv: Id, title: string) => Promise<Sent>} setTitle
 * @property {(conv: Id, file: File, progress?: (done: number, all: number) => void) => Promise<Manifest>} attach seals and uploads; `send` names it. The same file again goes
 * on where it stopped
 * @property {(conv: Id, message: Hash | null, file: Id, progress?: (done: number, all: number) => void) => Promise<{ blob: Blob, name: string }>} download a file
 * of that message (null: of one not sent yet), whole and checked, or not at all
 * @property {(identity: Id) => Promise<SafetyNumber>} safetyNumber
 * @property {(identity: Id, digits: string, shown: Words) => Promise<Person>} verify the numbers were compared and agree; also the decision about changed keys, and
 * about another name for the same. DIGITS and SHOWN are what stood on the page: with other keys by now it is `numbers-changed`, with another name `name-changed`
 * @property {(identity: Id, digits: string, shown: Words) => Promise<Person>} unverify also the decision to go on with changed keys, not verified
 * @property {(conv: Id, change: Hash) => Promise<Head>} acknowledge that change and all before it
 * @property {(conv: Id, seq: number) => Promise<void>} markRead
 * @property {(text: string) => Promise<Found[]>} search in the conversations opened in this browser since it was unlocked
 * @property {(conv: Id, what: { hashes: Hash[], reason: string }) => Promise<ReportPreview>} previewReport
 * @property {(conv: Id, what: { hashes: Hash[], reason: string }) => Promise<{ report: Id }>} report
 * @property {() => Promise<Blob>} evidence what a stop is based on, as a file; it holds no text and no key
 * @property {() => Promise<State>} rotateKeys
 * @property {(how: Opening & { passkey: Prf }) => Promise<State>} addPasskey takes the words, the sheet or another passkey once more
 * @property {(how: Opening & { typedGroup: string }) => Promise<State>} newSheet after `recoverySheet`; the old one opens nothing any more
 * @property {(how: Opening) => Promise<State>} newWords after `words`
 */

export {};
