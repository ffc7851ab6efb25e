"""The bill in its first form: what signed notes substantiate, and a bill held against it."""
