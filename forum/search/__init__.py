"""Finding topics, posts and file names again, by whoever may read them.

Whoever changes what can be found says so in his own transaction; one statement, the rest is a job:

    index_post.enqueue(post.pk)      a post was edited, hidden, shown, erased; its code or its files changed
    index_topic.enqueue(topic.pk)    a topic was started, renamed, moved, split, merged, offered, withdrawn; its code,
                                     its kind, its States or who is named on it changed

(both in forum/search/jobs.py; a reply is indexed by the job that also tells of it, forum/replied.py; each may run
twice, and late: what stands in the database then is what is found). In a transaction of one's own that has rows by
the thousand, `reindex_topic(topic_id)` of forum/search/index.py does it at once. `forget_post(post_id)` takes out
what is erased, in the transaction that erases it. What nobody said is found by a job every half hour, and by
`manage.py rebuild_search`, which makes all anew. The same job makes rows anew that are of another analyser
(forum/search/version.py), newest first and in pieces, while the rest is found as it was; a migration that changes what
the index is made of empties it, and the job fills it in the same way.

No result depends on it that an index is up to date: `visible_to` is asked for each row that is shown or counted.

analyser, folding, stems, languages: the words of a text. tokens: names in the index that are no words. rows, index,
jobs: writing it. query, operators, scope: what is asked. sqlite, postgresql: the newest thousand that match. ranking,
snippets, finding, similar: what the reader is shown.
"""
