// swift-format-ignore-file
// Made by bundle-openapi.sh from openapi.yaml.

/// The bytes of `openapi.yaml`, which travel inside the program.
package enum OpenAPIDocument {
  package static let text = ##"""
    openapi: 3.1.0
    info:
      title: Bygd server
      version: "2"
      summary: One exchange for replicas, JSON for everybody else.
      description: >
        Every answer carries `Bygd-Time`, the server's milliseconds since 1970-01-01 00:00 UTC, `Bygd-Protocol` and
        `X-Request-ID`. A method that a path does not have is answered with 405 and `Allow`; HEAD goes wherever GET goes.
        Problems are RFC 9457 with stable types, titles in the language of Accept-Language. What can't be read is 400, what
        reads well and is not possible here is 422. JSON bodies with a key twice in one object, or with a member that is not
        described here, are refused. What writes, writes one commit, in the caller's name.
      license:
        name: Apache-2.0
        identifier: Apache-2.0
    servers:
      - url: /
    security:
      - device: []
    tags:
      - { name: records, description: Records as people see them. }
      - { name: history, description: "Who wrote what, and undoing it." }
      - { name: conflicts, description: "What people wrote at the same time, and settling it." }
      - { name: reports, description: Reports over the workspace. }
      - { name: people, description: Members and what happened to accounts. }
      - { name: devices, description: Devices and the codes that let them in. }
      - { name: exchange, description: What replicas say to the server. }
      - { name: server, description: The server itself. }
    paths:
      /v1/join:
        post:
          operationId: join
          tags: [devices]
          summary: Enrol a device with a one-time code
          description: >
            Sent again soon by the same device, it is answered again, with another token.
          security: []
          requestBody:
            required: true
            content:
              application/json:
                schema: { $ref: "#/components/schemas/Joining" }
                example:
                  {"code": "7QKX-2M4P", "device": "Karins program", "publicKey":
                  "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "replica":
                  "0123456789abcdef0123456789abcdef"}
          responses:
            "201":
              description: "The device is in. The token is shown this once."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/Joined" }
            "400": { $ref: "#/components/responses/Malformed" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "408": { $ref: "#/components/responses/TimedOut" }
            "409": { $ref: "#/components/responses/Conflict" }
            "410": { $ref: "#/components/responses/Gone" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "415": { $ref: "#/components/responses/UnsupportedMediaType" }
            "422": { $ref: "#/components/responses/Refused" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
            "507": { $ref: "#/components/responses/StorageFull" }
      /v1/workspaces/{workspace}/sync:
        post:
          operationId: sync
          tags: [exchange]
          summary: Push commits and pull the log, in one exchange
          description: >
            Frames both ways, as PROTOCOL.md says. Bodies may be packed with gzip or zstd. Receipts come as commits become
            durable; what goes wrong after the answer has begun stands in its last frame.
          parameters:
            - $ref: "#/components/parameters/Workspace"
          requestBody:
            required: true
            content:
              application/vnd.bygd.sync:
                schema: { type: string, format: binary }
          responses:
            "200":
              description: "A welcome, receipts, log pages and done, or a problem in place of the rest."
              content:
                application/vnd.bygd.sync:
                  schema: { type: string }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "408": { $ref: "#/components/responses/TimedOut" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "415": { $ref: "#/components/responses/UnsupportedMediaType" }
            "422": { $ref: "#/components/responses/Refused" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
            "507": { $ref: "#/components/responses/StorageFull" }
      /v1/workspaces/{workspace}/replicas:
        post:
          operationId: enrol
          tags: [exchange]
          summary: Give a device another replica id
          description: >
            For a device whose replica has a twin. Asking twice gives the same answer.
          parameters:
            - $ref: "#/components/parameters/Workspace"
          requestBody:
            required: true
            content:
              application/json:
                schema: { $ref: "#/components/schemas/NewReplica" }
                example: {"replica": "0123456789abcdef0123456789abcdee"}
          responses:
            "200":
              description: "The replica has its number in the log."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/Enrolment" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "408": { $ref: "#/components/responses/TimedOut" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "415": { $ref: "#/components/responses/UnsupportedMediaType" }
            "422": { $ref: "#/components/responses/Refused" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
            "507": { $ref: "#/components/responses/StorageFull" }
      /v1/workspaces/{workspace}/snapshot:
        get:
          operationId: snapshot
          tags: [exchange]
          summary: The workspace up to a position not far behind the head, in one file
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - name: Range
              in: header
              description: "One range of bytes."
              schema: { type: string }
              example: bytes=0-99
            - name: If-Range
              in: header
              description: "The tag of the file that the range is of."
              schema: { type: string }
          responses:
            "200":
              description: "The whole file."
              headers:
                ETag: { required: true, schema: { type: string } }
                Bygd-Snapshot-SHA256: { required: true, schema: { type: string } }
                Bygd-Snapshot-Position: { required: true, schema: { type: string } }
              content:
                application/vnd.bygd.snapshot:
                  schema: { type: string }
            "206":
              description: "The range."
              headers:
                ETag: { required: true, schema: { type: string } }
                Bygd-Snapshot-SHA256: { required: true, schema: { type: string } }
                Bygd-Snapshot-Position: { required: true, schema: { type: string } }
                Content-Range: { required: true, schema: { type: string } }
              content:
                application/vnd.bygd.snapshot:
                  schema: { type: string }
            "304":
              description: "The file that the tag in If-None-Match names."
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "416": { $ref: "#/components/responses/RangeNotSatisfiable" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
      /v1/workspaces/{workspace}/events:
        get:
          operationId: events
          tags: [exchange]
          summary: "Server-sent events: the newest position, at once and whenever the log has grown"
          description: >
            Lines that begin with a colon keep the connection open. The stream ends when the server stops, and within five
            seconds after the device was revoked.
          parameters:
            - $ref: "#/components/parameters/Workspace"
          responses:
            "200":
              description: "Events named position, whose id is the position."
              content:
                text/event-stream:
                  schema: { $ref: "#/components/schemas/Event" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
      /v1/workspaces/{workspace}/repair:
        get:
          operationId: repair
          tags: [exchange]
          summary: Sums of the logged state, by which two replicas at one position find where they differ
          description: >
            With neither parameter the sums of all buckets; one of the two at the most. To whoever accepts
            `application/vnd.bygd.sync` it answers with the frames of PROTOCOL.md, to `at` with `buckets` or `records`.
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - name: bucket
              in: query
              description: "The records of a bucket, each with its own sum."
              schema: { type: integer, minimum: 0, maximum: 255 }
            - name: record
              in: query
              description: "The entries of the log that made a record what it is."
              schema: { type: string, format: uuid }
            - name: at
              in: query
              description: "The position that the asking replica stands at; frames only."
              schema: { type: integer, minimum: 0 }
            - name: buckets
              in: query
              description: "A bit for each bucket whose records' sums are asked for; frames only."
              schema: { type: string, pattern: "^[0-9a-f]{64}$" }
            - name: records
              in: query
              description: "The ids of up to 64 records whose logged state is asked for; frames only."
              schema: { type: string, pattern: "^([0-9a-f]{32}){0,64}$" }
          responses:
            "200":
              description: "The sums of the buckets, or what was asked for."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/Repair" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "422": { $ref: "#/components/responses/Refused" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
      /v1/workspaces/{workspace}/return:
        post:
          operationId: giveBack
          tags: [exchange]
          summary: A replica gives back what a restored server has lost of its log
          description: >
            One frame each way, as the protocol describes them. A cursor that this server once sealed proves what is given;
            nothing else is taken, from nobody.
          parameters:
            - $ref: "#/components/parameters/Workspace"
          requestBody:
            required: true
            content:
              application/vnd.bygd.sync:
                schema: { type: string, format: binary }
          responses:
            "200":
              description: "What both logs share, a sealed point, or what became of what was given."
              content:
                application/vnd.bygd.sync:
                  schema: { type: string, format: binary }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "415": { $ref: "#/components/responses/UnsupportedMediaType" }
            "422": { $ref: "#/components/responses/Refused" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
      /v1/workspaces/{workspace}/records:
        get:
          operationId: records
          tags: [records]
          summary: Records
          description: >
            A page of what fits, or with `q` of what is found, the best first.
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - name: type
              in: query
              description: "The key of a record type."
              schema: { type: string }
              example: activity
            - name: where
              in: query
              description: "`field=value`, repeatable; all must hold. Needs `type`."
              schema: { type: array, items: { type: string, pattern: "^[^=]*[^=+-]=" } }
            - name: q
              in: query
              description: "Words; every one begins some word of the record. Goes with `type` alone."
              schema: { type: string, maxLength: 200 }
            - name: parent
              in: query
              description: "The record that they lie under, named as in a path."
              schema: { type: string }
            - name: conflicts
              in: query
              description: "Only records in conflict."
              schema: { type: boolean }
            - name: deleted
              in: query
              description: "Whether deleted records are listed."
              schema: { type: string, enum: [without, only, with] }
            - name: sort
              in: query
              description: "The field to sort by; needs `type`. Without it by id, which for most records is by age."
              schema: { type: string }
            - $ref: "#/components/parameters/Limit"
            - $ref: "#/components/parameters/Offset"
          responses:
            "200":
              description: "A page of records."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/RecordList" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "422": { $ref: "#/components/responses/Refused" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
        post:
          operationId: createRecord
          tags: [records]
          summary: Make a record
          description: >
            For editors. With an `id` of the caller's own, a request that is sent again is answered with 409 `record-
            exists` and makes nothing twice. A record with a natural key has its id from that: making one that exists is
            an edit of it (200), as when two people make it.
          parameters:
            - $ref: "#/components/parameters/Workspace"
          requestBody:
            required: true
            content:
              application/json:
                schema: { $ref: "#/components/schemas/NewRecord" }
                example:
                  {"type": "actor", "id": "0190a8f2-5c1e-7b3a-8f00-3d2b6c1a9e55", "fields": {"name": "Bygdegården",
                  "municipalities": ["Hedemora"], "phone": "0225-123 45"}, "message": "From the association list"}
          responses:
            "201":
              description: "Made."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/Written" }
            "200":
              description: "A record of that natural key was there, and was edited."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/Written" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "408": { $ref: "#/components/responses/TimedOut" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "415": { $ref: "#/components/responses/UnsupportedMediaType" }
            "422": { $ref: "#/components/responses/Refused" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
            "507": { $ref: "#/components/responses/StorageFull" }
      /v1/workspaces/{workspace}/records/{ref}:
        get:
          operationId: record
          tags: [records]
          summary: One record
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - $ref: "#/components/parameters/Ref"
          responses:
            "200":
              description: "The record."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/RecordDocument" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
        patch:
          operationId: editRecord
          tags: [records]
          summary: Edit a record
          description: >
            For editors. Replaces what stood when `seen` was given; what was written since stands beside it, and the
            values are in conflict, exactly as when people write at the same time. Only the fields that are named change;
            null empties one; an array is a whole set, `add` and `remove` change single elements.
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - $ref: "#/components/parameters/Ref"
          requestBody:
            required: true
            content:
              application/json:
                schema: { $ref: "#/components/schemas/Edit" }
                example:
                  {"fields": {"notes": "Moved to autumn.", "doneOn": null}, "add": {"partners": ["Filmklubben"]}, "seen":
                  "3fa91c07d1e24b6a9f00112233445566010c", "message": "By telephone"}
          responses:
            "200":
              description: "Edited."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/Written" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "408": { $ref: "#/components/responses/TimedOut" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "415": { $ref: "#/components/responses/UnsupportedMediaType" }
            "422": { $ref: "#/components/responses/Refused" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
            "507": { $ref: "#/components/responses/StorageFull" }
        delete:
          operationId: deleteRecord
          tags: [records]
          summary: Delete a record
          description: >
            For editors. What somebody wrote in it since `seen` is a conflict, and the record stays until it is settled.
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - $ref: "#/components/parameters/Ref"
            - $ref: "#/components/parameters/Seen"
            - name: message
              in: query
              description: "Why."
              schema: { type: string, maxLength: 1000 }
          responses:
            "200":
              description: "Deleted; it can be restored."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/Written" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "408": { $ref: "#/components/responses/TimedOut" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "415": { $ref: "#/components/responses/UnsupportedMediaType" }
            "422": { $ref: "#/components/responses/Refused" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
            "507": { $ref: "#/components/responses/StorageFull" }
      /v1/workspaces/{workspace}/records/{ref}/restore:
        post:
          operationId: restoreRecord
          tags: [records]
          summary: Bring a deleted record back
          description: >
            For editors. All its fields are back.
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - $ref: "#/components/parameters/Ref"
          requestBody:
            required: true
            content:
              application/json:
                schema: { $ref: "#/components/schemas/Restoring" }
                example: {"message": "Deleted by mistake"}
          responses:
            "200":
              description: "Restored."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/Written" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "408": { $ref: "#/components/responses/TimedOut" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "415": { $ref: "#/components/responses/UnsupportedMediaType" }
            "422": { $ref: "#/components/responses/Refused" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
            "507": { $ref: "#/components/responses/StorageFull" }
      /v1/workspaces/{workspace}/records/{ref}/history:
        get:
          operationId: history
          tags: [history]
          summary: The commits that touch a record, newest first
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - $ref: "#/components/parameters/Ref"
            - $ref: "#/components/parameters/Limit"
            - $ref: "#/components/parameters/Before"
          responses:
            "200":
              description: "Commits."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/History" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
      /v1/workspaces/{workspace}/history:
        get:
          operationId: workspaceHistory
          tags: [history]
          summary: The commits of the workspace, newest first
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - $ref: "#/components/parameters/Limit"
            - $ref: "#/components/parameters/Before"
          responses:
            "200":
              description: "Commits."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/History" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
      /v1/workspaces/{workspace}/commits/{commit}:
        get:
          operationId: commit
          tags: [history]
          summary: One commit
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - $ref: "#/components/parameters/Commit"
          responses:
            "200":
              description: "The commit."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/CommitDocument" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
      /v1/workspaces/{workspace}/commits/{commit}/undo:
        post:
          operationId: undo
          tags: [history]
          summary: Write anew what stood before a commit
          description: >
            For editors. A new commit; fields that somebody has written since are left alone. When nothing is left to
            undo, 409 `nothing-to-do`.
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - $ref: "#/components/parameters/Commit"
          requestBody:
            required: true
            content:
              application/json:
                schema: { $ref: "#/components/schemas/Undoing" }
                example: {"reason": "Wrong activity"}
          responses:
            "200":
              description: "Undone."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/Written" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "408": { $ref: "#/components/responses/TimedOut" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "415": { $ref: "#/components/responses/UnsupportedMediaType" }
            "422": { $ref: "#/components/responses/Refused" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
            "507": { $ref: "#/components/responses/StorageFull" }
      /v1/workspaces/{workspace}/inbox:
        get:
          operationId: inbox
          tags: [conflicts]
          summary: "The inbox: a row per record in conflict"
          description: >
            With the counts of what each filter would show. Names are in the language of Accept-Language.
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - $ref: "#/components/parameters/Section"
            - $ref: "#/components/parameters/Municipality"
            - $ref: "#/components/parameters/Person"
            - $ref: "#/components/parameters/Kind"
            - $ref: "#/components/parameters/RecordType"
            - $ref: "#/components/parameters/FieldKey"
            - $ref: "#/components/parameters/Age"
            - $ref: "#/components/parameters/Proposed"
            - $ref: "#/components/parameters/Words"
            - $ref: "#/components/parameters/Order"
            - $ref: "#/components/parameters/ConflictLimit"
            - $ref: "#/components/parameters/Offset"
          responses:
            "200":
              description: "A page of rows."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/Inbox" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
      /v1/workspaces/{workspace}/conflicts:
        get:
          operationId: conflicts
          tags: [conflicts]
          summary: Open conflicts one by one, in the order of the inbox
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - $ref: "#/components/parameters/Section"
            - $ref: "#/components/parameters/Municipality"
            - $ref: "#/components/parameters/Person"
            - $ref: "#/components/parameters/Kind"
            - $ref: "#/components/parameters/RecordType"
            - $ref: "#/components/parameters/FieldKey"
            - $ref: "#/components/parameters/Age"
            - $ref: "#/components/parameters/Proposed"
            - $ref: "#/components/parameters/Words"
            - $ref: "#/components/parameters/Order"
            - $ref: "#/components/parameters/ConflictLimit"
            - $ref: "#/components/parameters/Offset"
          responses:
            "200":
              description: "A page of them."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/ConflictList" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
      /v1/workspaces/{workspace}/conflicts/{conflict}:
        get:
          operationId: conflict
          tags: [conflicts]
          summary: One open conflict, with all that a person needs to settle it
          description: >
            Beside the values: `sheet` explains in the language of Accept-Language, and quotes what the authors reported
            around that time.
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - $ref: "#/components/parameters/Conflict"
          responses:
            "200":
              description: "The conflict."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/ConflictDocument" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
      /v1/workspaces/{workspace}/conflicts/{conflict}/resolve:
        post:
          operationId: resolve
          tags: [conflicts]
          summary: Settle a conflict
          description: >
            For administrators. The id is the expected state: when other writes stand there by now, nothing is changed,
            and the 409 `conflict-moved` says who wrote what meanwhile. A request that is sent twice is answered so the
            second time.
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - $ref: "#/components/parameters/Conflict"
          requestBody:
            required: true
            content:
              application/json:
                schema: { $ref: "#/components/schemas/Resolution" }
                examples:
                  take:
                    value: {"take": 1, "reason": "Anna was there and counted."}
                  value:
                    value: {"value": "green"}
                  keep:
                    value: {"keep": true, "reason": "It took place."}
          responses:
            "200":
              description: "Settled."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/Written" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "408": { $ref: "#/components/responses/TimedOut" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "415": { $ref: "#/components/responses/UnsupportedMediaType" }
            "422": { $ref: "#/components/responses/Refused" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
            "507": { $ref: "#/components/responses/StorageFull" }
      /v1/workspaces/{workspace}/records/{ref}/resolve:
        post:
          operationId: resolveRecord
          tags: [conflicts]
          summary: Settle several conflicts of a record in one commit
          description: >
            For administrators. All of them or none; 409 `conflict-moved` names those that have moved on in `subject`.
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - $ref: "#/components/parameters/Ref"
          requestBody:
            required: true
            content:
              application/json:
                schema: { $ref: "#/components/schemas/RecordResolution" }
                example:
                  {"decisions": [{"conflict": "0123456789abcdef", "take": 2}, {"conflict": "fedcba9876543210", "value":
                  {"startYear": 2025}}], "reason": "By telephone with both"}
          responses:
            "200":
              description: "Settled."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/Written" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "408": { $ref: "#/components/responses/TimedOut" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "415": { $ref: "#/components/responses/UnsupportedMediaType" }
            "422": { $ref: "#/components/responses/Refused" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
            "507": { $ref: "#/components/responses/StorageFull" }
      /v1/workspaces/{workspace}/conflicts/{conflict}/proposal:
        put:
          operationId: propose
          tags: [conflicts]
          summary: Propose what to do about a conflict, or save a draft
          description: >
            For editors, who may not settle; an administrator saves a draft so. One for each person and conflict; a later
            one takes the place of the earlier.
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - $ref: "#/components/parameters/Conflict"
          requestBody:
            required: true
            content:
              application/json:
                schema: { $ref: "#/components/schemas/NewProposal" }
                example: {"take": 2, "reason": "I have counted again."}
          responses:
            "200":
              description: "Proposed; `record` is the proposal."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/Written" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "408": { $ref: "#/components/responses/TimedOut" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "415": { $ref: "#/components/responses/UnsupportedMediaType" }
            "422": { $ref: "#/components/responses/Refused" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
            "507": { $ref: "#/components/responses/StorageFull" }
        delete:
          operationId: withdraw
          tags: [conflicts]
          summary: Take one's proposal or draft back
          description: >
            For editors. Also when the conflict is settled by now.
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - $ref: "#/components/parameters/Conflict"
          responses:
            "200":
              description: "Withdrawn."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/Written" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "408": { $ref: "#/components/responses/TimedOut" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "415": { $ref: "#/components/responses/UnsupportedMediaType" }
            "422": { $ref: "#/components/responses/Refused" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
            "507": { $ref: "#/components/responses/StorageFull" }
      /v1/workspaces/{workspace}/proposals:
        get:
          operationId: proposals
          tags: [conflicts]
          summary: What is proposed, and one's own drafts
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - $ref: "#/components/parameters/Limit"
            - $ref: "#/components/parameters/Offset"
          responses:
            "200":
              description: "A page."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/ProposalList" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
      /v1/workspaces/{workspace}/bulk/preview:
        post:
          operationId: bulkPreview
          tags: [conflicts]
          summary: What a rule would do to many conflicts, without doing it
          description: >
            For administrators. To those that the filter shows, in the inbox's order. What a rule says nothing of is
            counted as `untouched`.
          parameters:
            - $ref: "#/components/parameters/Workspace"
          requestBody:
            required: true
            content:
              application/json:
                schema: { $ref: "#/components/schemas/BulkQuestion" }
                example: {"rule": "latest", "filter": {"field": "doneOn", "section": "4.1"}, "limit": 100}
          responses:
            "200":
              description: "Line by line."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/BulkPreview" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "408": { $ref: "#/components/responses/TimedOut" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "415": { $ref: "#/components/responses/UnsupportedMediaType" }
            "422": { $ref: "#/components/responses/Refused" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
            "507": { $ref: "#/components/responses/StorageFull" }
      /v1/workspaces/{workspace}/bulk/settle:
        post:
          operationId: bulkSettle
          tags: [conflicts]
          summary: Settle many conflicts by a rule
          description: >
            For administrators. Those that a preview named; one that has moved on meanwhile is left alone and reported as
            `moved`, so that a request may be sent again.
          parameters:
            - $ref: "#/components/parameters/Workspace"
          requestBody:
            required: true
            content:
              application/json:
                schema: { $ref: "#/components/schemas/BulkOrder" }
                example: {"rule": "latest", "conflicts": ["0123456789abcdef"], "reason": "The last visit counts"}
          responses:
            "200":
              description: "What became of each."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/BulkReport" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "408": { $ref: "#/components/responses/TimedOut" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "415": { $ref: "#/components/responses/UnsupportedMediaType" }
            "422": { $ref: "#/components/responses/Refused" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
            "507": { $ref: "#/components/responses/StorageFull" }
      /v1/workspaces/{workspace}/rules:
        get:
          operationId: rules
          tags: [conflicts]
          summary: Standing rules, those that are off too
          parameters:
            - $ref: "#/components/parameters/Workspace"
          responses:
            "200":
              description: "By type and field."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/RuleList" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
      /v1/workspaces/{workspace}/rules/{type}/{field}:
        put:
          operationId: setRule
          tags: [conflicts]
          summary: Make or change the standing rule of a field
          description: >
            For administrators. What is written there at the same time is settled by the server from then on, in the name
            of whoever made the rule.
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - $ref: "#/components/parameters/Type"
            - $ref: "#/components/parameters/Field"
          requestBody:
            required: true
            content:
              application/json:
                schema: { $ref: "#/components/schemas/NewRule" }
                example: {"rule": "latest", "reason": "Order means little", "on": true}
          responses:
            "200":
              description: "It stands; `record` is the rule."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/Written" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "408": { $ref: "#/components/responses/TimedOut" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "415": { $ref: "#/components/responses/UnsupportedMediaType" }
            "422": { $ref: "#/components/responses/Refused" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
            "507": { $ref: "#/components/responses/StorageFull" }
      /v1/workspaces/{workspace}/reports/follow-up:
        get:
          operationId: followUp
          tags: [reports]
          summary: The yearly follow-up
          description: >
            Counts per goal, section and function, and every activity. A conflict counts as unresolved, never as one of
            its candidates. `made` says of which state of the log.
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - name: year
              in: query
              required: true
              description: "The year."
              schema: { type: integer, minimum: 1900, maximum: 2199 }
              example: 2024
          responses:
            "200":
              description: "The report."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/FollowUp" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
      /v1/workspaces/{workspace}/me:
        get:
          operationId: me
          tags: [people]
          summary: Who calls, and on which devices they are
          parameters:
            - $ref: "#/components/parameters/Workspace"
          responses:
            "200":
              description: "The caller."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/Me" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
      /v1/workspaces/{workspace}/told:
        get:
          operationId: told
          tags: [people]
          summary: What became of what the caller wrote
          description: >
            Of values that were written over JSON or on the pages and do not stand: by whom, and why. What a laptop wrote
            is told on the laptop.
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - $ref: "#/components/parameters/Limit"
          responses:
            "200":
              description: "Oldest first."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/Tidings" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
        delete:
          operationId: dismissTold
          tags: [people]
          summary: Forget what has been read
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - name: upTo
              in: query
              required: true
              description: "The id of the last one that was read."
              schema: { type: integer, minimum: 1, maximum: 9223372036854775807 }
          responses:
            "200":
              description: "Forgotten."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/Dismissed" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
      /v1/workspaces/{workspace}/users:
        get:
          operationId: users
          tags: [people]
          summary: Members
          description: >
            For administrators.
          parameters:
            - $ref: "#/components/parameters/Workspace"
          responses:
            "200":
              description: "By name."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/UserList" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
        post:
          operationId: addUser
          tags: [people]
          summary: Add a member
          description: >
            For administrators. The answer has the code for the first device, shown this once. A name that is taken is 409
            `user-exists`.
          parameters:
            - $ref: "#/components/parameters/Workspace"
          requestBody:
            required: true
            content:
              application/json:
                schema: { $ref: "#/components/schemas/NewUser" }
                example: {"user": "Lisa", "role": "editor"}
          responses:
            "201":
              description: "Added."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/NewUserDocument" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "408": { $ref: "#/components/responses/TimedOut" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "415": { $ref: "#/components/responses/UnsupportedMediaType" }
            "422": { $ref: "#/components/responses/Refused" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
            "507": { $ref: "#/components/responses/StorageFull" }
      /v1/workspaces/{workspace}/users/{user}:
        patch:
          operationId: changeUser
          tags: [people]
          summary: Give a member another role, or other audiences
          description: >
            For administrators. An audience that the schema does not declare is 404. What a member may read no longer leaves
            their devices at the next sync. A workspace keeps at least one administrator (403, subject `last-administrator`).
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - $ref: "#/components/parameters/User"
          requestBody:
            required: true
            content:
              application/json:
                schema: { $ref: "#/components/schemas/RoleChange" }
                example: {"role": "reader"}
          responses:
            "200":
              description: "Changed."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/UserDocument" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "408": { $ref: "#/components/responses/TimedOut" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "415": { $ref: "#/components/responses/UnsupportedMediaType" }
            "422": { $ref: "#/components/responses/Refused" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
            "507": { $ref: "#/components/responses/StorageFull" }
        delete:
          operationId: removeUser
          tags: [people]
          summary: End a membership
          description: >
            For administrators. Revokes the member's devices; what the member wrote stays.
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - $ref: "#/components/parameters/User"
          responses:
            "200":
              description: "Ended."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/Removed" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
      /v1/workspaces/{workspace}/invitations:
        get:
          operationId: invitations
          tags: [devices]
          summary: Codes that nobody has used yet
          description: >
            For administrators. Without the codes themselves.
          parameters:
            - $ref: "#/components/parameters/Workspace"
          responses:
            "200":
              description: "Oldest first."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/InvitationList" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
        post:
          operationId: invite
          tags: [devices]
          summary: A code for one more device
          description: >
            Everybody's for oneself; an administrator's for anybody.
          parameters:
            - $ref: "#/components/parameters/Workspace"
          requestBody:
            required: true
            content:
              application/json:
                schema: { $ref: "#/components/schemas/Inviting" }
                example: {"user": "Siv"}
          responses:
            "201":
              description: "The code, shown this once."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/Invited" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "408": { $ref: "#/components/responses/TimedOut" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "415": { $ref: "#/components/responses/UnsupportedMediaType" }
            "422": { $ref: "#/components/responses/Refused" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
            "507": { $ref: "#/components/responses/StorageFull" }
      /v1/workspaces/{workspace}/devices:
        get:
          operationId: devices
          tags: [devices]
          summary: Devices, revoked ones too
          description: >
            For administrators.
          parameters:
            - $ref: "#/components/parameters/Workspace"
          responses:
            "200":
              description: "Oldest first."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/DeviceList" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
      /v1/workspaces/{workspace}/devices/{device}:
        delete:
          operationId: revokeDevice
          tags: [devices]
          summary: Shut a device out
          description: >
            Everybody's for the own ones; an administrator's for any.
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - $ref: "#/components/parameters/Device"
          responses:
            "200":
              description: "Revoked."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/DeviceDocument" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
      /v1/workspaces/{workspace}/audit:
        get:
          operationId: audit
          tags: [people]
          summary: Who did what about accounts, newest first
          description: >
            For administrators.
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - $ref: "#/components/parameters/Limit"
            - name: before
              in: query
              description: "`next` of the page before."
              schema: { type: integer, minimum: 1, maximum: 9223372036854775807 }
          responses:
            "200":
              description: "A page."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/AuditList" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
      /v1/workspaces/{workspace}/me/quarantine:
        get:
          operationId: ownQuarantine
          tags: [people]
          summary: What became of own edits that may not be made any more
          description: >
            Edits of the caller's devices that were refused because a right had gone, and that an administrator decides about.
          parameters:
            - $ref: "#/components/parameters/Workspace"
          responses:
            "200":
              description: "How many wait, and the newest decisions."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/OwnQuarantine" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
      /v1/workspaces/{workspace}/quarantine:
        post:
          operationId: handIn
          tags: [exchange]
          summary: A device hands in what it may not send any more
          description: >
            A bundle, as the protocol describes it. Also from a device that has been revoked: it is told what became of its own
            edits, and nothing else. What is handed in waits for an administrator's decision; the same again changes nothing.
          parameters:
            - $ref: "#/components/parameters/Workspace"
          requestBody:
            required: true
            content:
              application/vnd.bygd.bundle:
                schema: { type: string, format: binary }
          responses:
            "200":
              description: "What became of it."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/HandedIn" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "408": { $ref: "#/components/responses/TimedOut" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "415": { $ref: "#/components/responses/UnsupportedMediaType" }
            "422": { $ref: "#/components/responses/Refused" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
            "507": { $ref: "#/components/responses/StorageFull" }
        get:
          operationId: quarantine
          tags: [people]
          summary: Edits that wait for a decision, oldest first
          description: >
            For administrators. What is in audiences that the caller does not belong to is withheld.
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - $ref: "#/components/parameters/Limit"
            - name: after
              in: query
              description: "`next` of the page before."
              schema: { type: integer, minimum: 1, maximum: 9223372036854775807 }
            - name: state
              in: query
              description: "Those that wait, or those that somebody has decided."
              schema: { type: string, enum: [waiting, decided], default: waiting }
          responses:
            "200":
              description: "A page."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/QuarantineList" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
      /v1/workspaces/{workspace}/quarantine/{id}:
        get:
          operationId: quarantined
          tags: [people]
          summary: One edit in the quarantine
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - $ref: "#/components/parameters/Quarantined"
          responses:
            "200":
              description: "It."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/QuarantinedDocument" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
      /v1/workspaces/{workspace}/quarantine/{id}/accept:
        post:
          operationId: acceptQuarantined
          tags: [people]
          summary: Carry out an edit from the quarantine
          description: >
            For administrators who belong to its audiences. It becomes a commit of the caller's that names the author; it replaces
            what its author saw, and what came since stands beside it as a conflict. 409 when somebody was faster, 422 when the
            rules are against it or it builds on what is not there.
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - $ref: "#/components/parameters/Quarantined"
          requestBody:
            required: true
            content:
              application/json:
                schema: { $ref: "#/components/schemas/Acceptance" }
                example: {"reason": "Anna was there and counted."}
          responses:
            "200":
              description: "Decided."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/QuarantinedDocument" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "408": { $ref: "#/components/responses/TimedOut" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "415": { $ref: "#/components/responses/UnsupportedMediaType" }
            "422": { $ref: "#/components/responses/Refused" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
            "507": { $ref: "#/components/responses/StorageFull" }
      /v1/workspaces/{workspace}/quarantine/{id}/refuse:
        post:
          operationId: refuseQuarantined
          tags: [people]
          summary: Refuse an edit in the quarantine
          description: >
            For administrators who belong to its audiences. It stays among the decided ones; the author is told the reason.
          parameters:
            - $ref: "#/components/parameters/Workspace"
            - $ref: "#/components/parameters/Quarantined"
          requestBody:
            required: true
            content:
              application/json:
                schema: { $ref: "#/components/schemas/QuarantineRefusal" }
                example: {"reason": "Anna was there and counted."}
          responses:
            "200":
              description: "Decided."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/QuarantinedDocument" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "408": { $ref: "#/components/responses/TimedOut" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "415": { $ref: "#/components/responses/UnsupportedMediaType" }
            "422": { $ref: "#/components/responses/Refused" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
            "507": { $ref: "#/components/responses/StorageFull" }
      /v1/workspaces/{workspace}/erasures/preview:
        post:
          operationId: previewErasure
          tags: [people]
          summary: What erasing a person's data would take away
          description: >
            For administrators. Of records, the fields that are marked as personal, or those that are named; or every personal
            field, of any record, that ever held a text. Former values too, and nothing of audiences that the caller does not
            belong to. Changes nothing. 409 (`nothing-to-do`) when there is nothing to erase.
          parameters:
            - $ref: "#/components/parameters/Workspace"
          requestBody:
            required: true
            content:
              application/json:
                schema: { $ref: "#/components/schemas/ErasureScope" }
                example: {"naming": "Karin Ek"}
          responses:
            "200":
              description: "Every value that would go, and the token that stands for them."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/Erasure" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "408": { $ref: "#/components/responses/TimedOut" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "415": { $ref: "#/components/responses/UnsupportedMediaType" }
            "422": { $ref: "#/components/responses/Refused" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
      /v1/workspaces/{workspace}/erasures:
        post:
          operationId: erase
          tags: [people]
          summary: Erase a person's data, for good
          description: >
            For administrators. Takes away what a preview showed, and nothing else: `token` is the preview's, and the rest of the
            request is the same as there. 409 (`conflict-moved`) when something has changed since: look again. The values are
            gone from the server's log, rows, snapshots and files when this is answered, and from every replica at its next
            sync; the decision stands in the account log with the reason. It can't be undone.
          parameters:
            - $ref: "#/components/parameters/Workspace"
          requestBody:
            required: true
            content:
              application/json:
                schema: { $ref: "#/components/schemas/ErasureDecision" }
                example:
                  {"naming": "Karin Ek", "reason": "Request 2025/7", "token": "00000000000000000000000000000000"}
          responses:
            "200":
              description: "What was erased. The values are not said again."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/Erasure" }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "404": { $ref: "#/components/responses/NotFound" }
            "408": { $ref: "#/components/responses/TimedOut" }
            "409": { $ref: "#/components/responses/Conflict" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "415": { $ref: "#/components/responses/UnsupportedMediaType" }
            "422": { $ref: "#/components/responses/Refused" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
            "507": { $ref: "#/components/responses/StorageFull" }
      /healthz:
        get:
          operationId: health
          tags: [server]
          summary: Whether the server runs
          security: []
          responses:
            "200":
              description: "It does."
              content:
                application/json:
                  schema: { type: object, required: [status], properties: { status: { const: ok } } }
            "400": { $ref: "#/components/responses/Malformed" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
      /readyz:
        get:
          operationId: ready
          tags: [server]
          summary: Whether the server can answer for its workspaces
          security: []
          responses:
            "200":
              description: "It can."
              content:
                application/json:
                  schema: { $ref: "#/components/schemas/Ready" }
            "400": { $ref: "#/components/responses/Malformed" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
      /metrics:
        get:
          operationId: metrics
          tags: [server]
          summary: Figures for Prometheus
          description: >
            For programs of this machine that ask for 127.0.0.1, [::1] or localhost, without a token; else for administrators.
          security:
            - {}
            - device: []
          responses:
            "200":
              description: "Text format 0.0.4."
              content:
                text/plain:
                  schema: { type: string }
            "400": { $ref: "#/components/responses/Malformed" }
            "401": { $ref: "#/components/responses/NotSignedIn" }
            "403": { $ref: "#/components/responses/NotAllowed" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "429": { $ref: "#/components/responses/TooManyRequests" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
      /v1/openapi.yaml:
        get:
          operationId: openAPI
          tags: [server]
          summary: This document
          security: []
          responses:
            "200":
              description: "This document."
              content:
                application/yaml:
                  schema: { type: object, required: [openapi, paths] }
            "400": { $ref: "#/components/responses/Malformed" }
            "413": { $ref: "#/components/responses/TooLarge" }
            "426": { $ref: "#/components/responses/UnsupportedVersion" }
            "500": { $ref: "#/components/responses/Internal" }
            "503": { $ref: "#/components/responses/Busy" }
    components:
      securitySchemes:
        device:
          type: http
          scheme: bearer
          description: The device's token, as joining gave it.
      parameters:
        Workspace:
          name: workspace
          in: path
          required: true
          description: "The workspace."
          schema: { $ref: "#/components/schemas/Id128" }
        Ref:
          name: ref
          in: path
          required: true
          description: "A short reference, a full id, a printed place, a number or an exact name."
          schema: { type: string, minLength: 1 }
        Conflict:
          name: conflict
          in: path
          required: true
          description: "The conflict, and with it the writes that it is between."
          schema: { $ref: "#/components/schemas/ConflictId" }
        Commit:
          name: commit
          in: path
          required: true
          description: "A commit as `history` names it."
          schema: { type: string, minLength: 1 }
          example: 3fa91c07-12
        User:
          name: user
          in: path
          required: true
          description: "A member's name."
          schema: { type: string, minLength: 1 }
        Device:
          name: device
          in: path
          required: true
          description: "A device's id."
          schema: { $ref: "#/components/schemas/Id128" }
        Quarantined:
          name: id
          in: path
          required: true
          description: "The number of an edit in the quarantine."
          schema: { type: integer, minimum: 1, maximum: 9223372036854775807 }
        Limit:
          name: limit
          in: query
          description: "At most so many."
          schema: { type: integer, minimum: 1, maximum: 1000, default: 100 }
        Offset:
          name: offset
          in: query
          description: "After so many."
          schema: { type: integer, minimum: 0, maximum: 9223372036854775807, default: 0 }
        Before:
          name: before
          in: query
          description: "Only what stands before this position of the log: `next` of the page before."
          schema: { type: integer, minimum: 1, maximum: 9223372036854775807 }
        Seen:
          name: seen
          in: query
          required: true
          description: "What the caller had seen: the member of that name of the record as it was read."
          schema: { $ref: "#/components/schemas/Seen" }
        Section:
          name: section
          in: query
          description: "A section's number; what lies below it is shown too."
          schema: { type: string, maxLength: 200 }
          example: "4.1"
        Municipality:
          name: municipality
          in: query
          description: "Of the record, or of the nearest one above it that names any."
          schema: { type: string, maxLength: 200 }
        Person:
          name: person
          in: query
          description: "Somebody whose writing stands in the conflict."
          schema: { type: string, maxLength: 200 }
          example: Anna
        Kind:
          name: kind
          in: query
          description: "The kind of conflict."
          schema: { $ref: "#/components/schemas/ConflictKind" }
        RecordType:
          name: type
          in: query
          description: "The key of the record's type."
          schema: { type: string, maxLength: 200 }
        FieldKey:
          name: field
          in: query
          description: "The key of the field or group in conflict."
          schema: { type: string, maxLength: 200 }
        Age:
          name: olderThanDays
          in: query
          description: "Waiting for at least so many days."
          schema: { type: integer, minimum: 0, maximum: 36500 }
        Proposed:
          name: proposed
          in: query
          description: "Only those that somebody has proposed something about."
          schema: { type: boolean }
        Words:
          name: q
          in: query
          description: "Words; each begins some word of the name, place, reference or people."
          schema: { type: string, maxLength: 200 }
        Order:
          name: order
          in: query
          description: "Waiting longest, written last, as the plan is printed, or by name."
          schema: { type: string, enum: [waiting, newest, place, name], default: waiting }
        ConflictLimit:
          name: limit
          in: query
          description: "At most so many."
          schema: { type: integer, minimum: 1, maximum: 200, default: 50 }
        Type:
          name: type
          in: path
          required: true
          description: "The key of a record type."
          schema: { type: string, minLength: 1 }
          example: activity
        Field:
          name: field
          in: path
          required: true
          description: "The key of a field or group."
          schema: { type: string, minLength: 1 }
          example: schedule
      responses:
        Malformed:
          description: "The request says nothing that can be read."
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
        NotSignedIn:
          description: "No token, or one that no device has."
          headers:
            WWW-Authenticate: { required: true, schema: { type: string } }
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
        NotAllowed:
          description: "The role does not allow it, or the device was revoked."
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
        NotFound:
          description: "There is no such thing."
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
        TimedOut:
          description: "The request came too slowly."
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
        Conflict:
          description: "Another workspace, another history, what is there already, or a conflict that has moved on."
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
        Gone:
          description: "The code was used or has expired."
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
        TooLarge:
          description: "A bound was passed; `limit` says which."
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
        UnsupportedMediaType:
          description: "Content of another kind or packing."
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
        RangeNotSatisfiable:
          description: "The file has no such range."
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
        Refused:
          description: "Read, and not possible here; `subject` and `code` say what and why."
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
        UnsupportedVersion:
          description: "Another version of the protocol; `versionMin` and `versionMax` say which are spoken."
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
        TooManyRequests:
          description: "`Retry-After` says when to come back."
          headers:
            Retry-After: { required: true, schema: { type: integer } }
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
        Internal:
          description: "Something went wrong on the server; `instance` is what its log calls the request."
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
        Busy:
          description: "Not now; `Retry-After` says when to come back."
          headers:
            Retry-After: { required: true, schema: { type: integer } }
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
        StorageFull:
          description: "The server has no room."
          content:
            application/problem+json:
              schema: { $ref: "#/components/schemas/Problem" }
      schemas:
        Id128: { type: string, pattern: "^[0-9A-Fa-f]{32}$" }
        ConflictId: { type: string, pattern: "^[0-9A-Fa-f]{16}$" }
        Seen:
          type: string
          maxLength: 1024
          description: Opaque; names a moment, so that what was written after it is not replaced.
        Message: { type: string, maxLength: 4096, description: "Why, in the author's words; stands in the history." }
        Fields:
          type: object
          description: >
            Fields by their keys, as the schema of the workspace names them; the members of a group stand flat among them.
            Null empties. A decimal is a text, a date `YYYY-MM-DD`, a reference a text that names a record or an object with its
            `id` or `ref`, a set an array.
        Problem:
          type: object
          required: [type, title, status]
          properties:
            type:
              type: string
              pattern: "^urn:bygd:problem:[a-z-]+$"
              description: "`urn:bygd:problem:` and a stable code; PROTOCOL.md lists them by status."
            title: { type: string, description: "For people, in the language of Accept-Language: sv, en or da." }
            status: { type: integer, minimum: 400, maximum: 599 }
            instance: { type: string }
            retryAfterSeconds: { type: integer }
            limit: { type: integer }
            versionMin: { type: integer }
            versionMax: { type: integer }
            subject: { type: string, description: "What it is about: a member, a parameter, a field or an id." }
            code: { type: string, description: "Why a value or a write was refused." }
            reason: { type: string }
            needs: { $ref: "#/components/schemas/Role" }
            known: { type: array, items: { type: string }, description: "What could have stood there." }
            candidates: { type: array, items: { type: string }, description: "The records that a name may mean." }
            violations:
              type: array
              items:
                type: object
                required: [field, code]
                properties:
                  field: { type: [string, "null"] }
                  code: { type: string }
            ref: { type: string, description: "The record that is there." }
            natural: { type: string, format: uuid, description: "The id that the record's key gives it." }
            line: { type: integer }
            column: { type: integer }
            meanwhile:
              type: array
              description: "Of conflicts that have moved on: what stands there now, and who did what meanwhile."
              items:
                type: object
                required: [conflict, ref, name, fieldName, current, events]
                properties:
                  conflict: { $ref: "#/components/schemas/ConflictId" }
                  ref: { type: string }
                  name: { type: string }
                  fieldName: { type: string }
                  current: { type: [string, "null"], description: "The conflict that stands there now; null when settled." }
                  events:
                    type: array
                    items:
                      type: object
                      required: [author, device, at, note, fieldName, text, isSettlement, commit]
                      properties:
                        author: { type: string }
                        device: { type: string }
                        at: { type: string, format: date-time }
                        note: { type: string }
                        fieldName: { type: string }
                        text: { type: string, description: "What they wrote, in words." }
                        isSettlement: { type: boolean }
                        commit: { type: string }
        Joining:
          type: object
          additionalProperties: false
          required: [code, device, publicKey, replica]
          properties:
            code: { type: string, maxLength: 4096 }
            device: { type: string, maxLength: 200 }
            publicKey: { type: string, pattern: "^[0-9A-Fa-f]{64}$", description: "Ed25519." }
            replica: { $ref: "#/components/schemas/Id128" }
            workspace: { type: string, maxLength: 4096, description: "Id or name; without it, the code's." }
        Joined:
          type: object
          required: [schema, workspace, workspaceName, user, role, device, token, number]
          properties:
            schema: { const: 1 }
            workspace: { $ref: "#/components/schemas/Id128" }
            workspaceName: { type: string }
            user: { type: string }
            role: { $ref: "#/components/schemas/Role" }
            device: { $ref: "#/components/schemas/Id128" }
            token: { type: string }
            number: { type: integer }
        NewReplica:
          type: object
          additionalProperties: false
          required: [replica]
          properties:
            replica: { $ref: "#/components/schemas/Id128" }
        Enrolment:
          type: object
          required: [schema, replica, number]
          properties:
            schema: { const: 1 }
            replica: { $ref: "#/components/schemas/Id128" }
            number: { type: integer }
        Ready:
          type: object
          required: [status, workspaces]
          properties: { status: { const: ready }, workspaces: { type: integer, minimum: 1 } }
        Event:
          type: object
          properties:
            event: { type: string, enum: [position, revoked] }
            id: { type: string, description: "The position." }
            data: { type: string, description: 'As JSON: `{"position":N}`.' }
            retry: { type: integer }
        Repair:
          type: object
          required: [schema]
          properties:
            schema: { const: 1 }
            position: { type: integer }
            chain: { type: string }
            digest: { type: string }
            buckets: { type: array, items: { type: string } }
            bucket: { type: integer }
            records:
              type: array
              items:
                type: object
                required: [id, digest]
                properties: { id: { type: string, format: uuid }, digest: { type: string } }
            record: { type: string, format: uuid }
            entries: { type: array, items: { type: object, required: [position, time, replica, sequence, hash, body] } }
        Role: { type: string, enum: [reader, editor, administrator] }
        Record:
          type: object
          required: [ref, id, type, fields, conflicts, state, deleted, seen]
          properties:
            schema: { const: 1 }
            ref: { type: string }
            id: { type: string, format: uuid }
            type: { type: string }
            fields: { $ref: "#/components/schemas/Fields" }
            conflicts: { type: array, items: { type: string }, description: "The keys of fields in conflict." }
            state: { type: string, enum: [synced, unsynced, refused] }
            deleted: { type: boolean }
            seen: { $ref: "#/components/schemas/Seen" }
        RecordDocument:
          allOf:
            - { $ref: "#/components/schemas/Record" }
            - { type: object, required: [schema], properties: { schema: { const: 1 } } }
        RecordList:
          type: object
          required: [schema, records, total]
          properties:
            schema: { const: 1 }
            records: { type: array, items: { $ref: "#/components/schemas/Record" } }
            total: { type: integer, minimum: 0 }
        NewRecord:
          type: object
          additionalProperties: false
          required: [type]
          properties:
            type: { type: string, maxLength: 4096, description: "The key of a record type." }
            id:
              type: string
              format: uuid
              description: "The caller's own, so that a request that is sent again makes nothing twice."
            fields: { $ref: "#/components/schemas/Fields" }
            message: { $ref: "#/components/schemas/Message" }
            seen: { $ref: "#/components/schemas/Seen" }
            audience:
              type: string
              maxLength: 4096
              description: "The audience that the record belongs to; left out, what its fields and its parent say."
        Edit:
          type: object
          additionalProperties: false
          required: [seen]
          properties:
            fields: { $ref: "#/components/schemas/Fields" }
            add: { $ref: "#/components/schemas/Elements" }
            remove: { $ref: "#/components/schemas/Elements" }
            message: { $ref: "#/components/schemas/Message" }
            seen: { $ref: "#/components/schemas/Seen" }
        Elements:
          type: object
          additionalProperties: { type: array }
          description: "Elements of sets, by the set's key."
        Restoring:
          type: object
          additionalProperties: false
          properties:
            message: { $ref: "#/components/schemas/Message" }
            seen: { $ref: "#/components/schemas/Seen" }
        Undoing:
          type: object
          additionalProperties: false
          properties:
            reason: { $ref: "#/components/schemas/Message" }
        Written:
          type: object
          required: [schema, commit, position, record]
          properties:
            schema: { const: 1 }
            commit: { type: string, description: "With which it can be looked at and undone." }
            position: { type: integer, minimum: 1, description: "In the log." }
            record:
              description: As it reads now; null for what is about several.
              oneOf:
                - { $ref: "#/components/schemas/Record" }
                - { type: "null" }
        Commit:
          type: object
          required: [id, author, device, at, message, state, writes]
          properties:
            schema: { const: 1 }
            id: { type: string }
            author: { type: string }
            device: { type: string }
            at: { type: string, format: date-time, description: "By the author's clock." }
            message: { type: string }
            state: { type: string, enum: [synced, unsynced, refused] }
            position: { type: integer }
            writes:
              type: array
              items:
                type: object
                required: [ref, field, from, to]
                properties:
                  ref: { type: string }
                  field: { type: string }
                  from: {}
                  to: {}
        CommitDocument:
          allOf:
            - { $ref: "#/components/schemas/Commit" }
            - { type: object, required: [schema], properties: { schema: { const: 1 } } }
        History:
          type: object
          required: [schema, commits, next]
          properties:
            schema: { const: 1 }
            commits: { type: array, items: { $ref: "#/components/schemas/Commit" } }
            next: { type: [integer, "null"], description: "`before` for the page after this one; null at the end." }
        ConflictKind: { type: string, enum: [edit, delete, text, orphan, ring, closed-year] }
        Conflict:
          type: object
          required: [id, ref, record, type, field, kind, base, candidates, proposals]
          properties:
            schema: { const: 1 }
            id: { $ref: "#/components/schemas/ConflictId" }
            ref: { type: string }
            record: { type: string, format: uuid }
            type: { type: string }
            field: { type: [string, "null"], description: "Null when it is about the record itself." }
            kind: { $ref: "#/components/schemas/ConflictKind" }
            base: { description: "What stood before; null when nothing did, or history does not tell." }
            candidates:
              type: array
              description: The first is the official one.
              items: { $ref: "#/components/schemas/Candidate" }
            proposals: { type: array, items: { $ref: "#/components/schemas/Proposal" } }
        Candidate:
          type: object
          required: [n, value, author, device, at, dot, note, official]
          properties:
            n: { type: integer, minimum: 1 }
            value: {}
            author: { type: string }
            device: { type: string }
            at: { type: string, format: date-time, description: "By the author's clock." }
            dot: { type: string, description: "The write. `take` may name it, which stays right whatever the order." }
            note: { type: string, description: "What the author said of the commit." }
            official: { type: boolean }
        Proposal:
          type: object
          required: [record, author, decision, take, value, reason, state]
          properties:
            record: { type: string, format: uuid }
            author: { type: string }
            decision: { type: string, enum: [take, value, keep, delete, keepBoth, move] }
            take: { type: [string, "null"], description: "A candidate's dot." }
            value: {}
            reason: { type: string }
            state: { type: string, enum: [draft, proposed, withdrawn] }
        ConflictDocument:
          allOf:
            - { $ref: "#/components/schemas/Conflict" }
            - type: object
              required: [schema, seen, sheet]
              properties:
                schema: { const: 1 }
                seen: { $ref: "#/components/schemas/Seen" }
                sheet: { $ref: "#/components/schemas/Sheet" }
        Sheet:
          type: [object, "null"]
          required: [name, place, fieldName, kindName, explanation, advice, asksReason, ways, markedText, merged, said]
          properties:
            name: { type: string }
            place: { type: string }
            fieldName: { type: string }
            kindName: { type: string }
            explanation: { type: string }
            advice: { type: string }
            asksReason: { type: boolean }
            ways:
              type: array
              items:
                type: object
                required: [choice, label]
                properties: { choice: { type: string }, label: { type: string } }
            markedText: { type: string, description: "Of a text, merged, with the overlaps marked; else empty." }
            merged:
              type: array
              description: Of a text, its parts; one with `alternatives` is for a person to settle.
              items:
                type: object
                properties:
                  before: { type: string }
                  text: { type: string }
                  by: { type: array, items: { type: integer, minimum: 1 } }
                  alternatives:
                    type: array
                    items:
                      type: object
                      required: [text, by]
                      properties:
                        text: { type: string }
                        by: { type: array, items: { type: integer, minimum: 1 } }
            said:
              type: array
              description: What the authors reported around the time when they wrote.
              items:
                type: object
                required: [author, kind, ref, name, date, text, isAboutRecord]
                properties:
                  author: { type: string }
                  kind: { type: string, enum: [visit, note, assessment] }
                  ref: { type: string }
                  name: { type: string }
                  date: { type: string }
                  text: { type: string }
                  isAboutRecord: { type: boolean }
        ConflictList:
          type: object
          required: [schema, conflicts, matching]
          properties:
            schema: { const: 1 }
            conflicts: { type: array, items: { $ref: "#/components/schemas/Conflict" } }
            matching: { type: integer, minimum: 0 }
        InboxPerson:
          type: object
          required: [name, device, at]
          properties: { name: { type: string }, device: { type: string }, at: { type: string, format: date-time } }
        InboxCounts:
          type: array
          items:
            type: object
            required: [value, label, count]
            properties: { value: { type: string }, label: { type: string }, count: { type: integer, minimum: 0 } }
        Inbox:
          type: object
          required: [schema, rows, matching, total, conflictsMatching, conflictsTotal, counts]
          properties:
            schema: { const: 1 }
            rows:
              type: array
              items:
                type: object
                required:
                  [ref, record, name, type, typeName, place, section, sectionName, municipalities, people, waitingSince,
                   oldest, newest, proposals, drafts, conflicts]
                properties:
                  ref: { type: string }
                  record: { type: string, format: uuid }
                  name: { type: string }
                  type: { type: string }
                  typeName: { type: string }
                  place: { type: string }
                  section: { type: string }
                  sectionName: { type: string }
                  municipalities: { type: array, items: { type: string } }
                  people: { type: array, items: { $ref: "#/components/schemas/InboxPerson" } }
                  waitingSince: { type: string, format: date-time }
                  oldest: { type: string, format: date-time }
                  newest: { type: string, format: date-time }
                  proposals: { type: integer, minimum: 0 }
                  drafts: { type: integer, minimum: 0 }
                  conflicts:
                    type: array
                    items:
                      type: object
                      required: [id, kind, field, fieldName, people, waitingSince, proposals, drafts]
                      properties:
                        id: { $ref: "#/components/schemas/ConflictId" }
                        kind: { $ref: "#/components/schemas/ConflictKind" }
                        field: { type: [string, "null"] }
                        fieldName: { type: string }
                        people: { type: array, items: { $ref: "#/components/schemas/InboxPerson" } }
                        waitingSince: { type: string, format: date-time }
                        proposals: { type: integer, minimum: 0 }
                        drafts: { type: integer, minimum: 0 }
            matching: { type: integer, minimum: 0 }
            total: { type: integer, minimum: 0 }
            conflictsMatching: { type: integer, minimum: 0 }
            conflictsTotal: { type: integer, minimum: 0 }
            counts:
              type: object
              required: [sections, municipalities, people, kinds, types, ages]
              additionalProperties: { $ref: "#/components/schemas/InboxCounts" }
        Take:
          description: "A candidate: its number as it was shown, or its dot."
          anyOf:
            - { type: integer, minimum: 1, maximum: 9223372036854775807 }
            - { type: string, maxLength: 4096 }
        Resolution:
          type: object
          description: Exactly one of the choices, and a reason if there is one.
          additionalProperties: false
          properties:
            take: { $ref: "#/components/schemas/Take" }
            value: { description: "Another value; null leaves the field empty. Of a group an object of its members." }
            keep: { const: true, description: "The record stays; an orphan's parent comes back." }
            delete: { const: true }
            keepBoth: { const: true, description: "Texts: one after the other." }
            move: { type: string, maxLength: 4096, description: "Under this record, named as in a path." }
            reason: { $ref: "#/components/schemas/Message" }
            seen: { $ref: "#/components/schemas/Seen" }
          oneOf:
            - required: [take]
            - required: [value]
            - required: [keep]
            - required: [delete]
            - required: [keepBoth]
            - required: [move]
        RecordResolution:
          type: object
          additionalProperties: false
          required: [decisions]
          properties:
            decisions:
              type: array
              minItems: 1
              maxItems: 100
              items:
                type: object
                description: A conflict of the record, and exactly one of the choices.
                additionalProperties: false
                required: [conflict]
                properties:
                  conflict: { $ref: "#/components/schemas/ConflictId" }
                  take: { $ref: "#/components/schemas/Take" }
                  value: {}
                  keep: { const: true }
                  delete: { const: true }
                  keepBoth: { const: true }
                  move: { type: string, maxLength: 4096 }
                oneOf:
                  - required: [take]
                  - required: [value]
                  - required: [keep]
                  - required: [delete]
                  - required: [keepBoth]
                  - required: [move]
            reason: { $ref: "#/components/schemas/Message" }
            seen: { $ref: "#/components/schemas/Seen" }
        NewProposal:
          type: object
          description: Exactly one of the choices, a reason if there is one, and whether it is only saved.
          additionalProperties: false
          properties:
            take: { $ref: "#/components/schemas/Take" }
            value: {}
            keep: { const: true }
            delete: { const: true }
            keepBoth: { const: true }
            move: { type: string, maxLength: 4096 }
            reason: { $ref: "#/components/schemas/Message" }
            draft: { type: boolean, default: false }
          oneOf:
            - required: [take]
            - required: [value]
            - required: [keep]
            - required: [delete]
            - required: [keepBoth]
            - required: [move]
        ProposalList:
          type: object
          required: [schema, proposals, total]
          properties:
            schema: { const: 1 }
            proposals:
              type: array
              items:
                type: object
                required: [record, conflict, ref, field, author, reason, state, isOpen, text]
                properties:
                  record: { type: string, format: uuid }
                  conflict: { $ref: "#/components/schemas/ConflictId" }
                  ref: { type: string }
                  field: { type: [string, "null"] }
                  author: { type: string }
                  reason: { type: string }
                  state: { type: string, enum: [draft, proposed] }
                  isOpen: { type: boolean, description: "Whether its conflict is still open." }
                  text: { type: [string, "null"], description: "What would be done; null when that is settled." }
            total: { type: integer, minimum: 0 }
        RuleCode: { type: string, enum: [official, latest, newestOfOneAuthor, takeAuthor] }
        BulkQuestion:
          type: object
          additionalProperties: false
          required: [rule]
          properties:
            rule: { $ref: "#/components/schemas/RuleCode" }
            person: { type: string, maxLength: 200, description: "For `takeAuthor`." }
            limit: { type: integer, minimum: 1, maximum: 1000, default: 1000 }
            filter:
              type: object
              description: As the parameters of the inbox.
              additionalProperties: false
              properties:
                section: { type: string, maxLength: 200 }
                municipality: { type: string, maxLength: 200 }
                person: { type: string, maxLength: 200 }
                kind: { $ref: "#/components/schemas/ConflictKind" }
                type: { type: string, maxLength: 200 }
                field: { type: string, maxLength: 200 }
                olderThanDays: { type: integer, minimum: 0, maximum: 36500 }
                proposed: { type: boolean }
                q: { type: string, maxLength: 200 }
        BulkPreview:
          type: object
          required: [schema, rule, person, words, lines, untouched, unseen]
          properties:
            schema: { const: 1 }
            rule: { $ref: "#/components/schemas/RuleCode" }
            person: { type: [string, "null"] }
            words: { type: string }
            lines:
              type: array
              items:
                type: object
                required: [conflict, ref, name, typeName, field, fieldName, before, after, candidates]
                properties:
                  conflict: { $ref: "#/components/schemas/ConflictId" }
                  ref: { type: string }
                  name: { type: string }
                  typeName: { type: string }
                  field: { type: string }
                  fieldName: { type: string }
                  before: { type: string, description: "What counts now, in words." }
                  after: { type: string, description: "What would count then." }
                  candidates:
                    type: array
                    items:
                      type: object
                      required: [author, text]
                      properties: { author: { type: string }, text: { type: string } }
            untouched: { type: integer, minimum: 0 }
            unseen: { type: integer, minimum: 0, description: "Not looked at, because there were enough lines." }
        BulkOrder:
          type: object
          additionalProperties: false
          required: [rule, conflicts]
          properties:
            rule: { $ref: "#/components/schemas/RuleCode" }
            person: { type: string, maxLength: 200, description: "For `takeAuthor`." }
            conflicts:
              type: array
              minItems: 1
              maxItems: 1000
              items: { $ref: "#/components/schemas/ConflictId" }
            reason: { $ref: "#/components/schemas/Message" }
        BulkReport:
          type: object
          required: [schema, settled, commits, moved, untouched, refused]
          properties:
            schema: { const: 1 }
            commits: { type: integer, minimum: 0 }
            settled: { type: array, items: { $ref: "#/components/schemas/ConflictId" } }
            moved: { type: array, items: { $ref: "#/components/schemas/ConflictId" } }
            untouched: { type: array, items: { $ref: "#/components/schemas/ConflictId" } }
            refused: { type: array, items: { $ref: "#/components/schemas/ConflictId" } }
        NewRule:
          type: object
          additionalProperties: false
          required: [rule]
          properties:
            rule: { $ref: "#/components/schemas/RuleCode" }
            person: { type: string, maxLength: 200, description: "For `takeAuthor`." }
            reason: { $ref: "#/components/schemas/Message" }
            "on": { type: boolean, default: true, description: "A rule that is off is kept, and not carried out." }
        RuleList:
          type: object
          required: [schema, rules]
          properties:
            schema: { const: 1 }
            rules:
              type: array
              items:
                type: object
                required: [record, type, field, rule, person, words, reason, "on", author, contested]
                properties:
                  record: { type: string, format: uuid }
                  type: { type: string }
                  field: { type: string }
                  rule: { $ref: "#/components/schemas/RuleCode" }
                  person: { type: [string, "null"] }
                  words: { type: string }
                  reason: { type: string }
                  "on": { type: boolean }
                  author: { type: string, description: "In whose name it is carried out." }
                  contested: { type: boolean, description: "Somebody else said otherwise at the same time." }
        Counts:
          type: object
          required: [green, yellow, red, blue, unassessed, unresolved, total]
          additionalProperties: { type: integer, minimum: 0 }
        CountedGroup:
          type: object
          required: [id, number, title, counts]
          properties:
            id: { type: [string, "null"], format: uuid }
            number: { type: [string, "null"] }
            title: { type: string }
            counts: { $ref: "#/components/schemas/Counts" }
        FollowUp:
          type: object
          required: [schema, report, year, total, goals, sections, functions, activities, made]
          properties:
            schema: { const: 1 }
            report: { const: followup }
            year: { type: integer }
            total: { $ref: "#/components/schemas/Counts" }
            goals: { type: array, items: { $ref: "#/components/schemas/CountedGroup" } }
            sections: { type: array, items: { $ref: "#/components/schemas/CountedGroup" } }
            functions: { type: array, items: { $ref: "#/components/schemas/CountedGroup" } }
            activities:
              type: array
              items:
                type: object
                required: [id, place, title, responsible, startYear, yearly, untilYear, duty, outcome, comment, assessment]
                properties:
                  id: { type: string, format: uuid }
                  place: { type: [string, "null"] }
                  title: { type: string }
                  responsible: { type: array, items: { type: string } }
                  startYear: { type: [integer, "null"] }
                  yearly: { type: boolean }
                  untilYear: { type: [integer, "null"] }
                  duty:
                    description: What the year asks of it; due and overdue are asked.
                    enum: [due, overdue, later, over]
                  outcome: { type: string }
                  comment: { type: string }
                  assessment: { type: [string, "null"], format: uuid }
            made:
              type: object
              description: The state that the report was made from; equal digests mean equal content.
              required: [at, workspace, position, chain, digest]
              properties:
                at: { type: string, format: date-time }
                workspace: { $ref: "#/components/schemas/Id128" }
                position: { type: integer }
                chain: { type: [string, "null"] }
                digest: { type: [string, "null"] }
        Me:
          type: object
          required: [schema, user, role, device, workspace, workspaceName, devices]
          properties:
            schema: { const: 1 }
            user: { type: string }
            role: { $ref: "#/components/schemas/Role" }
            device: { $ref: "#/components/schemas/Id128" }
            workspace: { $ref: "#/components/schemas/Id128" }
            workspaceName: { type: string }
            devices: { type: array, items: { $ref: "#/components/schemas/Device" } }
        Tidings:
          type: object
          required: [schema, tidings, total]
          properties:
            schema: { const: 1 }
            tidings:
              type: array
              items:
                type: object
                required: [id, ref, name, field, outcome, value, chosen, by, reason, at]
                properties:
                  id: { type: integer }
                  ref: { type: string }
                  name: { type: string }
                  field: { type: [string, "null"], description: "Null when it is about the record itself." }
                  outcome: { type: string, enum: [replaced, deleted, kept] }
                  value: { description: "What the caller wrote." }
                  chosen: { description: "What stands." }
                  by: { type: string }
                  reason: { type: string }
                  at: { type: string, format: date-time }
            total: { type: integer, minimum: 0 }
        Dismissed:
          type: object
          required: [schema, upTo]
          properties: { schema: { const: 1 }, upTo: { type: integer } }
        User:
          type: object
          required: [user, role, since]
          properties:
            schema: { const: 1 }
            user: { type: string }
            role: { $ref: "#/components/schemas/Role" }
            since: { type: string, format: date-time }
            audiences: { $ref: "#/components/schemas/Audiences" }
            code: { type: string }
        UserDocument:
          allOf:
            - { $ref: "#/components/schemas/User" }
            - { type: object, required: [schema] }
        NewUserDocument:
          allOf:
            - { $ref: "#/components/schemas/User" }
            - { type: object, required: [schema, code] }
        UserList:
          type: object
          required: [schema, users]
          properties:
            schema: { const: 1 }
            users: { type: array, items: { $ref: "#/components/schemas/User" } }
        NewUser:
          type: object
          additionalProperties: false
          required: [user, role]
          properties:
            user: { type: string, maxLength: 200 }
            role: { $ref: "#/components/schemas/Role" }
        RoleChange:
          type: object
          additionalProperties: false
          anyOf:
            - { required: [role] }
            - { required: [audiences] }
          properties:
            role: { $ref: "#/components/schemas/Role" }
            audiences: { $ref: "#/components/schemas/Audiences" }
        Audiences:
          type: array
          maxItems: 1024
          items: { type: string, maxLength: 4096 }
          description: "Keys that the workspace's schema declares; everyone is in none of them."
        Removed:
          type: object
          required: [schema, user, removed]
          properties:
            schema: { const: 1 }
            user: { type: string }
            removed: { const: true }
        Inviting:
          type: object
          additionalProperties: false
          properties:
            user: { type: string, maxLength: 200, description: "Without it, the caller." }
        Invited:
          type: object
          required: [schema, user, code, expires]
          properties:
            schema: { const: 1 }
            user: { type: string }
            code: { type: string }
            expires: { type: string, format: date-time }
        InvitationList:
          type: object
          required: [schema, invitations]
          properties:
            schema: { const: 1 }
            invitations:
              type: array
              items:
                type: object
                required: [user, purpose, created, expires]
                properties:
                  user: { type: string }
                  purpose: { type: string, enum: [device, sign-in] }
                  created: { type: string, format: date-time }
                  expires: { type: string, format: date-time }
        Device:
          type: object
          required: [id, user, name, replicas, created, revoked, lastSync, pending]
          properties:
            schema: { const: 1 }
            id: { $ref: "#/components/schemas/Id128" }
            user: { type: string }
            name: { type: string }
            replicas: { type: array, items: { $ref: "#/components/schemas/Id128" } }
            created: { type: string, format: date-time }
            revoked: { type: [string, "null"], format: date-time }
            lastSync: { type: [string, "null"], format: date-time }
            pending: { type: [integer, "null"] }
            appVersion: { type: [string, "null"] }
            schemaVersion: { type: [integer, "null"] }
            clockAheadMilliseconds: { type: [integer, "null"] }
        DeviceDocument:
          allOf:
            - { $ref: "#/components/schemas/Device" }
            - { type: object, required: [schema] }
        DeviceList:
          type: object
          required: [schema, devices]
          properties:
            schema: { const: 1 }
            devices: { type: array, items: { $ref: "#/components/schemas/Device" } }
        AuditList:
          type: object
          required: [schema, records, next]
          properties:
            schema: { const: 1 }
            records:
              type: array
              items:
                type: object
                required: [id, at, actor, action, subject, detail]
                properties:
                  id: { type: integer }
                  at: { type: string, format: date-time }
                  actor: { type: string }
                  action: { type: string }
                  subject: { type: string }
                  detail: { type: string }
            next: { type: [integer, "null"], description: "`before` for the page after this one; null at the end." }
        QuarantineDecision:
          type: [object, "null"]
          required: [by, at, reason, commit]
          properties:
            by: { type: string }
            at: { type: string, format: date-time }
            reason: { type: string }
            commit: { type: [string, "null"], description: "By which it was carried out; null when it was refused." }
        Quarantined:
          type: object
          required:
            [id, state, reason, author, device, carrier, came, written, commit, message, withheld, readable, writes, decision]
          properties:
            id: { type: integer }
            state: { enum: [waiting, accepted, refused] }
            reason: { enum: [unlinked, name-taken, discarded, revoked, not-allowed, moved] }
            author: { type: string }
            device: { type: string, description: "On which it was written." }
            carrier: { type: [string, "null"], description: "The device that brought it; null for the server's own program." }
            came: { type: string, format: date-time }
            written: { type: [string, "null"], format: date-time, description: "By its author's clock." }
            commit: { type: [string, "null"] }
            message: { type: string }
            withheld: { type: boolean, description: "It writes in audiences that the caller does not belong to." }
            readable: { type: boolean, description: "False when it builds on what is not here." }
            writes:
              type: array
              items:
                type: object
                required: [ref, field, from, to]
                properties:
                  ref: { type: string }
                  field: { type: string }
                  from: { description: "The official value among what its author saw." }
                  to: {}
            decision: { $ref: "#/components/schemas/QuarantineDecision" }
        QuarantinedDocument:
          allOf:
            - $ref: "#/components/schemas/Quarantined"
            - { type: object, required: [schema], properties: { schema: { const: 1 } } }
        QuarantineList:
          type: object
          required: [schema, quarantine, waiting, next]
          properties:
            schema: { const: 1 }
            quarantine: { type: array, items: { $ref: "#/components/schemas/Quarantined" } }
            waiting: { type: integer, minimum: 0, description: "How many wait in all." }
            next: { type: [integer, "null"], description: "`after` for the page after this one; null at the end." }
        ToldDecision:
          type: object
          required: [replica, sequence, commit, accepted, by, reason, at]
          properties:
            replica: { type: string, pattern: "^[0-9a-f]{32}$" }
            sequence: { type: integer, minimum: 1 }
            commit: { type: string }
            accepted: { type: boolean }
            by: { type: string }
            reason: { type: string }
            at: { type: string, format: date-time }
        OwnQuarantine:
          type: object
          required: [schema, waiting, decisions]
          properties:
            schema: { const: 1 }
            waiting: { type: integer, minimum: 0 }
            decisions: { type: array, maxItems: 100, items: { $ref: "#/components/schemas/ToldDecision" } }
        HandedIn:
          type: object
          required: [schema, waiting, decisions, taken, known, left, unproved]
          properties:
            schema: { const: 1 }
            waiting: { type: integer, minimum: 0, description: "Of this device, in all." }
            decisions: { type: array, maxItems: 100, items: { $ref: "#/components/schemas/ToldDecision" } }
            taken: { type: integer, minimum: 0 }
            known: { type: integer, minimum: 0, description: "In the log, or handed in before." }
            left: { type: integer, minimum: 0, description: "For which there was no room." }
            unproved: { type: integer, minimum: 0, description: "Of no device that is known here, or not under its seal." }
        Acceptance:
          type: object
          properties:
            reason: { type: string, maxLength: 4096 }
          additionalProperties: false
        QuarantineRefusal:
          type: object
          required: [reason]
          properties:
            reason: { type: string, maxLength: 4096, pattern: "\\S" }
          additionalProperties: false
        ErasureScope:
          type: object
          description: "Either `records` (and, if need be, `fields`) or `naming`."
          properties:
            records:
              type: array
              minItems: 1
              maxItems: 100
              items: { type: string, minLength: 1, maxLength: 200 }
              description: "Records, by reference, id or exact name."
            fields:
              type: array
              minItems: 1
              maxItems: 100
              items: { type: string, minLength: 1, maxLength: 200 }
              description: "Keys of their fields, also of such as are not marked as personal; without it those that are."
            naming: { type: string, minLength: 1, maxLength: 200, description: "At least three letters." }
          oneOf:
            - required: [records]
            - required: [naming]
          not: { required: [naming, fields] }
          additionalProperties: false
        ErasureDecision:
          type: object
          description: "What was previewed, why it is erased, and the preview's token."
          required: [reason, token]
          properties:
            records:
              type: array
              minItems: 1
              maxItems: 100
              items: { type: string, minLength: 1, maxLength: 200 }
              description: "Records, by reference, id or exact name."
            fields:
              type: array
              minItems: 1
              maxItems: 100
              items: { type: string, minLength: 1, maxLength: 200 }
              description: "Keys of their fields, also of such as are not marked as personal; without it those that are."
            naming: { type: string, minLength: 1, maxLength: 200, description: "At least three letters." }
            reason:
              type: string
              maxLength: 1000
              pattern: "\\S"
              description: "Stands in the account log, so it must not say what is erased. At most 1,000 bytes."
            token: { type: string, pattern: "^[0-9a-f]{32}$" }
          oneOf:
            - required: [records]
            - required: [naming]
          not: { required: [naming, fields] }
          additionalProperties: false
        ErasedValue:
          type: object
          required: [record, ref, field, value, by, at, current]
          properties:
            record: { type: string }
            ref: { type: string }
            field: { type: string }
            value: { type: [string, "null"], description: "As people read it; null when it is gone." }
            by: { type: string, description: "Who wrote it." }
            at: { type: string, format: date-time }
            current: { type: boolean, description: "Whether the record shows it, or did; false for a former value." }
        Erasure:
          type: object
          required: [schema, erased, scrubbed, token, records, commits, unsalted, values]
          properties:
            schema: { const: 1 }
            erased: { type: boolean, description: "Whether it is done; false for a preview." }
            scrubbed:
              type: [boolean, "null"]
              description: >
                Whether nothing is left in the server's files; false while somebody reads them, and the server goes on until
                nothing is. Null for a preview.
            token: { type: string, pattern: "^[0-9a-f]{32}$", description: "Stands for exactly these values." }
            records: { type: integer, minimum: 0, description: "How many are touched." }
            commits: { type: integer, minimum: 0, description: "Of how many a part goes." }
            unsalted:
              type: array
              items: { type: string }
              description: "Fields that are not marked as personal: whoever guesses a whole commit exactly could tell."
            values: { type: array, items: { $ref: "#/components/schemas/ErasedValue" } }

    """##
}
