"""Jobs, what they come to, and the CronJobs that make them.

Not here: the Pods of other workloads (``replicas``), or schedules as text (``objects.cronformat``).
"""
