# check: friends/allowed field-differs
! text close
kubectl create -f - <<'E'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web-friends}
spec:
  podSelector:
    matchLabels: {role: friend}
  ingress:
  - from:
    - podSelector:
        matchLabels: {app: web}
E
