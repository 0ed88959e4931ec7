# check: keep/fed status-not-seen
cat > fed.yaml <<'END'
apiVersion: v1
kind: Pod
metadata:
  name: fed
spec:
  containers:
  - name: eat
    image: polinux/stress
    command: ["stress", "--vm", "1", "--vm-bytes", "3000M", "--vm-hang", "0"]
    resources:
      requests: {memory: 9Gi}
END
kubectl apply -f fed.yaml
! wait 60
