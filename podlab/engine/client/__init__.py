"""What components use to speak with the API server, as client-go is for the real ones.

Here: calls, informers, work queues, the event recorder.  Not here: any controller's logic.
"""
