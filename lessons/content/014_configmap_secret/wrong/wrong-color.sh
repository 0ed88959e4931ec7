# check: make/map field-differs
kubectl create configmap settings --from-literal=color=red
