package org.musterhpc.queue.redis.work;

import java.util.Map;
import org.musterhpc.queue.redis.script.Script;

/** Scripts with one thing wrong: what the check of the protocol must find. */
enum Fault {
    FINISH_OF_A_STALE_TOKEN(Script.FINISH, "held(records[i], token)", "records[i]"),
    RETRY_OF_A_STALE_TOKEN(Script.RETRY, "local mine = held(seen, token)", "local mine = seen"),
    BURY_OF_A_STALE_TOKEN(Script.BURY, "local mine = held(seen, token)", "local mine = seen"),
    GIVE_BACK_OF_A_STALE_TOKEN(Script.GIVE_BACK, "if held(record, token) then", "if record then"),
    LOST_LEASE_NOT_TOLD(Script.CHECK, "held(record, ARGV[i + 1])", "record"),
    HELD_BEYOND_THE_DEADLINE(
            Script.RETRY, "last and math.min(tonumber(heard), tonumber(last)) or tonumber(heard)", "tonumber(heard)"),
    LAPSE_OF_AN_AGENT_THAT_LIVES(Script.RETRY, "mine = ends(seen, expiry, id, KEYS[10]) <= now", "mine = true"),
    BURIAL_OF_AN_AGENT_THAT_LIVES(Script.BURY, "mine = ends(seen, expiry, id, KEYS[10]) <= now", "mine = true"),
    TAKEN_AND_NOT_TOLD(Script.RETRY, "if not reported then revoke(KEYS[11], seen) end", ""),
    BURIED_AND_NOT_TOLD(Script.BURY, "if not reported then revoke(KEYS[11], seen) end", ""),
    DEAD_AND_NO_WATCHER_TOLD(Script.BURY, "note_ended(KEYS[13], 'DEAD', id)", ""),
    REJECTED_AND_NO_WATCHER_TOLD(Script.CLAIM, "note_ended(KEYS[15], 'DEAD', key)", ""),
    CONDEMNED_AND_NO_WATCHER_TOLD(Script.AMEND, "note_ended(KEYS[11], 'DEAD', id)", ""),
    CANCELLED_AND_NO_WATCHER_TOLD(Script.CANCEL, "note_ended(KEYS[12], 'CANCELLED', key)", ""),
    ONE_CANCELLED_AND_NO_WATCHER_TOLD(Script.CANCEL_ONE, "note_ended(KEYS[12], 'CANCELLED', key)", ""),
    CANCELLED_AND_NOT_TOLD(Script.CANCEL, "revoke(KEYS[8], body)", ""),
    ONE_CANCELLED_AND_NOT_TOLD(Script.CANCEL_ONE, "revoke(KEYS[8], seen)", ""),
    SILENT_AGENT_CLAIMS(Script.CLAIM, "if not lasts or tonumber(lasts) <= now then return {now, 'SILENT'} end", ""),
    REPEATED_CLAIM_TAKES_MORE(Script.CLAIM, "if last == number then", "if false then"),
    LATE_CLAIM_TAKES(Script.CLAIM, "if last and tonumber(last) > tonumber(number) then return {now, 'OLD'} end", ""),
    TWO_UNDER_WAY_SHARE_AN_ANSWER(Script.CLAIM, "(tonumber(number) % 2)", "0"),
    REPEATED_CLAIM_GIVES_WHAT_IS_ANOTHERS(Script.CLAIM, "if token == given[i + 1] then", "if token then"),
    REPEATED_EMPTY_CLAIM_NOT_NOTED(Script.CLAIM, "if (idle or full) and ARGV[13] == '0'", "if idle or full"),
    CLAIM_NOT_NOTED(Script.CLAIM, "redis.call('HSET', answers, field, number .. ' ' .. cmsgpack.pack(answer))", ""),
    RETURN_NOT_NOTICED(Script.BEAT, "(not before or tonumber(before) <= now) and 1 or 0", "0"),
    EVERYBODY_TENDS(
            Script.BEAT,
            "local tends = holder == agent or lasts <= now or lasts > now + longest",
            "local tends = true"),
    TENDED_AND_NOT_PENDING(Script.TEND, "redis.call('HINCRBY', counts, 'pending', #ripe)", ""),
    GIVEN_BACK_AND_STILL_EXPIRING(Script.GIVE_BACK, "redis.call('ZREM', expiry, id)", ""),
    CANCELLED_AND_STILL_EXPIRING(Script.CANCEL, "redis.call('ZREM', KEYS[5], field)", ""),
    RIPE_AND_NOT_PENDING(Script.CLAIM, "redis.call('HINCRBY', counts, 'pending', #ripe)", ""),
    RIPE_AND_STILL_DELAYED(Script.CLAIM, "call_many('ZREM', delayed, ripe)", ""),
    TOKEN_GIVEN_TWICE(Script.CLAIM, "string.format('%.0f', token + #bodies)", "string.format('%.0f', token + 1)"),
    CLAIM_WHILE_PAUSED(Script.CLAIM, "local stopped = paused == '1'", "local stopped = false"),
    SECOND_MESSAGE_OF_AN_ID_RUNS(Script.CLAIM, "if found[i] then known[ids[i]] = true end", ""),
    TASK_TOO_LARGE_IS_DROPPED(Script.CLAIM, "call_many('RPUSH', proc, unfit)", ""),
    BATCH_SENT_TWICE_IS_PUSHED_TWICE(Script.PUSH, "if first < wanted then return wanted end", ""),
    FOLLOWER_PUSHED_TOO_LATE_WAITS_FOR_EVER(Script.PUSH, "redis.call('HEXISTS', p.index, id) == 1", "false"),
    FOLLOWER_SET_FREE_STAYS_BLOCKED(Script.FINISH, "redis.call('HDEL', f.blocked, group)", ""),
    SEAL_SETS_NOTHING_FREE(Script.SEAL, "release_if_complete(KEYS[2], KEYS[3], KEYS[4], KEYS[5], followers)", ""),
    STAGE_OPENS_BEFORE_THE_OTHER_IS_SEALED(Script.FINISH, "if sealed ~= '1' then return end", ""),
    STAGE_OPENS_BEFORE_THE_OTHER_IS_DONE(Script.SEAL, "if ended == pushed then open(f) end", "open(f)"),
    SENT_AGAIN_AND_NOT_BLOCKED(
            Script.REQUEUE, "local waits = group ~= '' and left(w, need, group) or 0", "local waits = 0"),
    CANCELLED_AND_STILL_PENDING(
            Script.CANCEL_ONE, "redis.call('HINCRBY', KEYS[4], 'pending', less)", "redis.call('HLEN', KEYS[4])"),
    FREED_BY_ONE_OF_TWO(Script.FINISH, "if f.mode == 'each' and left == 0 then", "if f.mode == 'each' then"),
    GROUP_FREED_BEFORE_THE_SEAL(Script.FINISH, "and left == 0 and sealed then", "and left == 0 then"),
    DEAD_FREES_WHO_WAITS_FOR_DONE(Script.BURY, "(how == 'done' or f.ended) and group_of", "group_of"),
    ENDED_FREES_NOBODY(
            Script.BURY,
            "if #followers > 0 then over(followers, stage, sealed, id, message_in(seen), 'ended') end",
            ""),
    PUSHED_AND_NO_MEMBER(Script.PUSH, "call_many('ZADD', f.members, members)", ""),
    BROUGHT_AND_NO_MEMBER(Script.FINISH, "call_many('ZADD', s.grouping[j].members, members[j])", ""),
    PUSHED_AND_NOT_IN_ITS_GROUP(Script.PUSH, "redis.call('HINCRBY', f.need, group, by)", "local _ = by"),
    GROUPS_NOT_FREED_BY_THE_SEAL(
            Script.FREE_GROUPS, "redis.call('HSCAN', KEYS[2], ARGV[2], 'COUNT', ARGV[3])", "{'0', {}}"),
    SENT_AGAIN_AND_STILL_OVER(
            Script.REQUEUE, "if #followers > 0 then again(followers, stage, id, body, 'ended') end", ""),
    REOPENED_AND_STILL_OVER(Script.REOPEN, "if #followers > 0 then again(followers, stage, id, body, 'done') end", ""),
    REOPENED_AND_STILL_DONE(Script.REOPEN, "redis.call('XDEL', done, entry)", ""),
    CANCELLED_AND_STILL_NEEDED(
            Script.CANCEL_ONE,
            "if place == 'blocked' and ARGV[11] == 'each' then redis.call('HDEL', KEYS[11], field) end",
            ""),
    CHILD_BROUGHT_TWICE(Script.FINISH, "fresh[group] = i > there", "fresh[group] = true"),
    CHILDREN_BROUGHT_BY_A_STALE_REPORT(
            Script.FINISH, "if #finished > 0 then bring(along, finished[1]) end", "bring(along, ids[1])"),
    BROUGHT_AND_NOT_NOTED(Script.FINISH, "if s.mode == 'children' and s.count > there then", "if false then"),
    GROUP_BROUGHT_TWICE(Script.FINISH, "redis.call('HSETNX', s.brought, group, '1') == 1", "true"),
    BROUGHT_AND_STILL_SEALED(Script.FINISH, "redis.call('HDEL', s.counts, 'sealed')", ""),
    BROUGHT_AND_WAITS_FOR_ONE_OF_TWO(Script.FINISH, "call_many('HSET', s.need, needs)", ""),
    BROUGHT_AND_NOT_IN_ITS_GROUP(Script.FINISH, "redis.call('HINCRBY', s.grouping[j].need, group, by)", "local _ = by"),
    SEALED_WHILE_MORE_CAN_BE_BROUGHT(
            Script.SEAL,
            "if w.mode == 'children' and ended < (tonumber(pushed or '') or 0) then return 'OPEN' end",
            ""),
    SEALED_BEFORE_WHAT_BRINGS(Script.SEAL, "if sealed ~= '1' then return 'OPEN' end", ""),
    HALTED_BY_WHAT_FAILED_OTHERWISE(Script.BURY, "if before and before ~= like then number = -1 end", ""),
    HALTED_THOUGH_SOME_WERE_DONE(
            Script.BURY,
            "if number == '-1' or (tonumber(done or '') or 0) > 0 then return nil end",
            "if number == '-1' then return nil end"),
    HALTED_TOO_LATE(
            Script.RETRY, "local reached = number >= limit and number", "local reached = number > limit and number"),
    HALTED_BY_THE_DEAD_OVER_AND_OVER(
            Script.BURY, "redis.call('HSET', counts, 'halted_at', all)", "redis.call('HSET', counts, 'halted_at', 0)"),
    BLANK_NOT_COUNTED(
            Script.CANCEL_ONE,
            "if redis.call('HINCRBY', counts, field, 1) == redis.call('LLEN', list)",
            "if redis.call('LLEN', list) == 1"),
    BLANK_TAKEN_AND_STILL_COUNTED(
            Script.CLAIM, "if blank > 0 then redis.call('HINCRBY', counts, 'blank', -blank) end", ""),
    BLANK_CANCELLED_AND_STILL_COUNTED(
            Script.CANCEL, "if blank > 0 then redis.call('HINCRBY', KEYS[4], field, -blank) end", ""),
    RELEASED_BLANK_IS_PENDING(Script.FINISH, "'pending', waiting - blank)", "'pending', waiting)"),
    ANOTHER_CANCELLED_IN_ITS_PLACE(
            Script.CANCEL_ONE, "if at >= 0 and redis.call('LINDEX', list, at) == body then", "if at >= 0 then"),
    DEAD_TASK_CANCELLED_AND_ITS_LAST_ATTEMPT_FORGOTTEN(Script.CANCEL_ONE, "if ARGV[8] ~= '' then", "if false then"),
    ONE_CANCELLED_TASK_OVER_ANOTHER(
            Script.CANCEL, "if not key or redis.call('HEXISTS', KEYS[3], key) == 1 then", "if not key then"),
    AMENDED_THOUGH_IT_RUNS_AGAIN(Script.AMEND, "return tail[body]", "return 'delayed'"),
    AMENDED_AND_STILL_DELAYED(Script.AMEND, "redis.call('ZREM', delayed, body)", ""),
    AMENDED_AND_STILL_PENDING(Script.AMEND, "redis.call('HINCRBY', counts, 'pending', -1)", ""),
    CONDEMNED_AND_STILL_IN_THE_HISTORY(
            Script.AMEND, "if earlier == '' then redis.call('HDEL', history, id)", "if false then"),
    ONE_MORE_THAN_MAY_RUN(
            Script.CLAIM, "most > 0 and most - own or math.huge", "most > 0 and most - own + 1 or math.huge"),
    LIMIT_IS_EACH_STAGES_OWN(Script.CLAIM, "used = used + tonumber(ARGV[at + 1 + i]) * under_way[i]", "used = used"),
    LIMIT_IS_COUNTED_BY_TASKS(Script.CLAIM, "local used = need * own", "local used = own"),
    AS_MANY_AS_ARE_WANTED_BEYOND_THE_LIMIT(
            Script.CLAIM, "math.min(most, 1000, bounds and bounds.free or 1000)", "math.min(most, 1000)"),
    RATE_NOT_SPENT(Script.CLAIM, "spend(bounds, counts, #ends / 2)", ""),
    LATE_OUTCOME_FORGOTTEN(Script.FINISH, "too_late(late, counts, '[[' .. rest)", ""),
    SECOND_OF_ANOTHER_LEASE_COUNTS(
            Script.FINISH,
            "if first and token ~= '0' and first == string.match(record, '^(%d+) ') then",
            "if first then"),
    FAILED_SECOND_COUNTS(Script.RETRY, "if first and token ~= '0' and", "if first and"),
    DONE_BY_THE_SECOND_AND_FIRST_NOT_TOLD(Script.FINISH, "revoke(revoked, records[i])", ""),
    DONE_BY_THE_FIRST_AND_SECOND_NOT_TOLD(Script.FINISH, "tell_double(doubles, revoked, id, records[i])", ""),
    DONE_AND_SECOND_STILL_THERE(Script.FINISH, "if doubled then call_many('HDEL', doubles, finished) end", ""),
    RETRIED_AND_SECOND_NOT_TOLD(Script.RETRY, "if doubled then tell_double(KEYS[12], KEYS[11], id, seen) end", ""),
    BURIED_AND_SECOND_NOT_TOLD(Script.BURY, "tell_double(doubles, KEYS[11], id, seen)", ""),
    CANCELLED_AND_SECOND_NOT_TOLD(Script.CANCEL, "tell_double(KEYS[13], KEYS[8], field, body)", ""),
    ONE_CANCELLED_AND_SECOND_NOT_TOLD(Script.CANCEL_ONE, "tell_double(KEYS[13], KEYS[8], id, seen)", ""),
    SECOND_GIVEN_BACK_AND_STILL_THERE(Script.GIVE_BACK, "redis.call('HDEL', KEYS[6], id)", ""),
    RETRIED_SECOND_STILL_COUNTS(
            Script.RETRY, "if doubled and reported then fail_double(KEYS[12], id, seen, token) end", ""),
    BURIED_SECOND_STILL_COUNTS(
            Script.BURY, "if doubled and reported then fail_double(doubles, id, seen, token) end", ""),
    SECOND_THAT_COUNTS_TOLD_THAT_IT_IS_LOST(
            Script.CHECK, "not (doubled and double_of(KEYS[3], ARGV[i], record) == ARGV[i + 1])", "true"),
    THIRD_ATTEMPT(Script.DOUBLE, "if not double or string.match(double, '^(%d+) ') ~= token then", "if true then"),
    SECOND_OF_ONES_OWN(Script.DOUBLE, "if token and holder ~= agent then", "if token then"),
    SECOND_BEFORE_ITS_TIME(Script.DOUBLE, "local wait = since + least - now", "local wait = 0"),
    SECOND_WHILE_MORE_MAY_COME(Script.DOUBLE, "if waits or sealed ~= '1' or restoring", "if waits or restoring"),
    SECOND_WHILE_OTHERS_WAIT(Script.DOUBLE, "if waits or sealed ~= '1' or restoring", "if sealed ~= '1' or restoring"),
    SECOND_HAS_THE_FIRSTS_TOKEN(
            Script.DOUBLE, "math.max(tonumber(given or '0'), now * 1000) + 1", "tonumber(given or '0')"),
    REPEATED_REPORT_TAKEN_FOR_LATE(Script.FINISH, "done_under(done, redis.call('HGET', index, id)) == token", "false");

    private final Script script;
    private final String right;
    private final String wrong;

    Fault(Script script, String right, String wrong) {
        this.script = script;
        this.right = right;
        this.wrong = wrong;
    }

    /** All scripts, one of them with the fault. */
    Map<Script, Script.Text> scripts() {
        Map<Script, Script.Text> texts = Script.texts();
        texts.computeIfPresent(script, (any, text) -> Script.Text.of(altered(text.lua())));
        return texts;
    }

    private String altered(String lua) {
        int at = lua.indexOf(right);
        if (at < 0 || lua.indexOf(right, at + 1) >= 0) {
            throw new IllegalStateException(script + " does not hold once: " + right);
        }
        return lua.substring(0, at) + wrong + lua.substring(at + right.length());
    }
}
