"""Chinese measure words: what stands between a number or a pointing word and the thing itself."""

from __future__ import annotations

MEASURE = (
    "个|款|件|条|双|只|张|把|台|套|瓶|本|种|样|部|盒|包|顶|副|块|幅|对|组|床|盏|支|位|项|根|枚|粒|片|株|盆|束|"
    "袋|罐|箱|卷|串|份|杯|辆|架|册|匹|颗|朵|艘|扇|面|座|篮|打|筒|提|板|口(?![味感径袋罩红碑])"
)
"""Alternatives of a pattern, each of one character."""
