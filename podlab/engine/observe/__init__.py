"""What an onlooker sees of a cluster: the picture, its changes, the causes behind them.

Here: reading.  Not here: anything that changes the cluster.
"""
